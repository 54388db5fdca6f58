extension Tables {
    /// Mixed types that only run-time typing understands.
    static let mixed: Set<String> = [
        "1 == 'a'", "1 != 'a'", "null == 1", "null != false", "'1' == b'1'", "1 in ['a']", "1 in {'a': 1}",
        "type(1) == 'int'", "[1] == ['a']", "[1] == {1: 1}", "ip('10.0.0.1') == '10.0.0.1'",
        "true ? 1 : 'a'", "[1] == 1", "[1, 2][1.0]", "[1, 2][1u]", "mac('02:00:00:00:00:01') == '02:00:00:00:00:01'",
        "cidr('10.0.0.0/8') == ip('10.0.0.0')", "{'a': 1} == [1]", "true || 1", "false && 1", "1 || true",
        "'a' && false", "[1, 2, 3].exists(x, x == 1 || x)", "[0, 1].all(x, x)",
        "lnks || true", "false && nosuch(1)",
    ]

    static let operators = #"""
        1 + 2 => 3
        1 - 2 => -1
        2 * 3 => 6
        7 / 2 => 3
        -7 / 2 => -3
        7 % 3 => 1
        -7 % 3 => -1
        1 + 2 * 3 => 7
        (1 + 2) * 3 => 9
        10 - 3 - 2 => 5
        100 / 10 / 2 => 5
        2 - -2 => 4
        --2 => 2
        -(2) => -2
        -(-9223372036854775808) => ! overflow
        9223372036854775807 + 1 => ! overflow
        -9223372036854775808 - 1 => ! overflow
        9223372036854775807 * 2 => ! overflow
        -9223372036854775808 / -1 => ! overflow
        -9223372036854775808 % -1 => ! overflow
        1 / 0 => ! divisionByZero
        1 % 0 => ! divisionByZero
        1u / 0u => ! divisionByZero
        1u % 0u => ! divisionByZero
        1u + 2u => 3u
        1u - 2u => ! overflow
        18446744073709551615u + 1u => ! overflow
        18446744073709551615u * 2u => ! overflow
        7u % 4u => 3u
        1.5 + 1.5 => 3.0
        1.0 / 0.0 => double('+Inf')
        -1.0 / 0.0 => double('-Inf')
        0.0 / 0.0 => double('NaN')
        1.5 % 1.0 => ! overload
        1 + 1u => ! overload
        1 + 1.0 => ! overload
        1 + 'a' => ! overload
        'a' + 'b' => "ab"
        'a' - 'b' => ! overload
        b'a' + b'b' => b"ab"
        'a' + b'b' => ! overload
        [1] + [2, 3] => [1, 2, 3]
        [1] + 2 => ! overload
        {} + {} => ! overload
        !true => false
        !!true => true
        !1 => ! overload
        -true => ! overload
        -'a' => ! overload
        -1.5 => -1.5
        # Equality
        1 == 1 => true
        1 == 2 => false
        1 != 2 => true
        1 == 1u => true
        1u == 1.0 => true
        1 == 1.5 => false
        -1 == 18446744073709551615u => false
        0.0 == -0.0 => true
        0.0 / 0.0 == 0.0 / 0.0 => false
        0.0 / 0.0 != 0.0 / 0.0 => true
        1 == 'a' => false
        1 != 'a' => true
        null == null => true
        null == 1 => false
        null != false => true
        'a' == 'a' => true
        'A' == 'a' => false
        '\u00e9' == 'e\u0301' => false
        '1' == b'1' => false
        b'a' == b'a' => true
        [1, [2]] == [1, [2]] => true
        [1] == [1, 2] => false
        [1, 2] == [2, 1] => false
        [1] == [1.0] => true
        [1] == ['a'] => false
        [1] == {1: 1} => false
        [1] == 1 => false
        [0.0 / 0.0] == [0.0 / 0.0] => false
        {1: 2, 3: 4} == {3: 4, 1: 2} => true
        {1: 2} == {1u: 2.0} => true
        {1: 2} == {1: 3} => false
        {1: 2} == {2: 2} => false
        {'a': 1} == [1] => false
        int == type(1) => true
        type([]) == list => true
        type({}) == map => true
        type(type(1)) == type => true
        type(1) == uint => false
        type(1) == 'int' => false
        type(null) == null_type => true
        # Order
        1 < 2 => true
        2 <= 2 => true
        3 > 2 => true
        3 >= 4 => false
        1 < 1.5 => true
        1u > -1 => true
        -1 < 1u => true
        1.5 > 1u => true
        9223372036854775807 < 9223372036854775808u => true
        0.0 / 0.0 < 1.0 => false
        0.0 / 0.0 >= 1 => false
        1 <= 0.0 / 0.0 => false
        false < true => true
        true < true => false
        'a' < 'b' => true
        'B' < 'a' => true
        'a' < 'ab' => true
        '' < 'a' => true
        '\uffff' < '\U00010000' => true
        b'a' < b'b' => true
        b'\xff' > b'a' => true
        [1] < [2] => ! overload
        null < null => ! overload
        1 < 'a' => ! overload
        1 < 2 == true => true
        int < uint => ! overload
        # Logic
        true && true => true
        true && false => false
        false || true => true
        false || false => false
        false && 1 / 0 == 1 => false
        1 / 0 == 1 && false => false
        true || 1 / 0 == 1 => true
        1 / 0 == 1 || true => true
        true && 1 / 0 == 1 => ! divisionByZero
        1 / 0 == 1 || false => ! divisionByZero
        1 / 0 == 1 && 1 % 0 == 1 && false => false
        true || 1 => true
        1 || true => true
        false && 1 => false
        'a' && false => false
        true && 1 => ! overload
        1 || false => ! overload
        1 && 1 => ! overload
        true || false && false => true
        (true || false) && false => false
        true ? 1 : 2 => 1
        false ? 1 : 2 => 2
        true ? 1 : 1 / 0 => 1
        false ? 1 / 0 : 2 => 2
        false ? 1 : true ? 2 : 3 => 2
        true ? 1 : 'a' => 1
        1 ? 2 : 3 => ! overload
        1 / 0 == 1 ? 2 : 3 => ! divisionByZero
        1 == 2 ? 'a' : 'b' => "b"
        lnks || true => true
        false && nosuch(1) => false
        lnks && true => ! undeclared
        lnks.size() => ! undeclared
        nosuch(1) => ! undeclared
        """#
}
