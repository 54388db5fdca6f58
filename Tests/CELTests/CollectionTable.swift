extension Tables {
    static let collections = #"""
        [1, 2, 3][0] => 1
        [1, 2, 3][2] => 3
        [1, 2, 3][3] => ! range
        [1, 2, 3][-1] => ! range
        [1][18446744073709551615u] => ! range
        [1, 2][1u] => 2
        [1, 2][1.0] => 2
        [1, 2][dyn(0.5)] => ! overload
        [1, 2]['a'] => ! overload
        [1, 2][1 / 0] => ! divisionByZero
        [[1, 2], [3]][0][1] => 2
        {'a': 1}['a'] => 1
        {'a': 1}.a => 1
        {'a': {'b': 2}}.a.b => 2
        {'a': 1}['b'] => ! noSuchKey
        {'a': 1}.b => ! noSuchKey
        {1: 'x'}[1u] => "x"
        {1: 'x'}[1.0] => "x"
        {1u: 'x'}[1] => "x"
        {1: 'x'}[dyn(1.5)] => ! noSuchKey
        {-1: 'x'}[-1.0] => "x"
        {true: 1}[true] => 1
        {1: 1}[dyn(null)] => ! noSuchKey
        {'a': 1, 'a': 2} => ! duplicateKey
        {1: 1, 1u: 2} => ! duplicateKey
        {1.5: 1} => ! type
        {null: 1} => ! type
        {[]: 1} => ! type
        1.x => ! noSuchField
        [1].x => ! noSuchField
        'a'.b => ! noSuchField
        1[0] => ! overload
        'abc'[0] => ! overload
        1 in [1, 2] => true
        3 in [1, 2] => false
        1.0 in [1, 2] => true
        1 in ['a'] => false
        1 in [] => false
        [1] in [[1]] => true
        null in [null] => true
        'a' in {'a': 1} => true
        'b' in {'a': 1} => false
        1u in {1: 1} => true
        1 in {'a': 1} => false
        1 in 1 => ! overload
        'a' in 'abc' => ! overload
        size([1, 2]) => 2
        [].size() => 0
        size({1: 1}) => 1
        {}.size() => 0
        size(1) => ! overload
        size() => ! overload
        size([], []) => ! overload
        has({'a': 1}.a) => true
        has({'a': 1}.b) => false
        has({'a': null}.a) => true
        has({}.a.b) => ! noSuchKey
        has({'a': {}}.a.b) => false
        has(dyn([]).a) => ! noSuchField
        has(1) => ! syntax
        has([1][0]) => ! syntax
        has(x) => ! syntax
        has() => ! undeclared
        [1, 2].nosuch() => ! undeclared
        """#

    static let macros = #"""
        [1, 2, 3].all(x, x > 0) => true
        [1, 2, 3].all(x, x > 1) => false
        [].all(x, x > 0) => true
        [1, 2, 3].exists(x, x > 2) => true
        [1, 2, 3].exists(x, x > 3) => false
        [].exists(x, true) => false
        [1, 2, 3].exists_one(x, x > 2) => true
        [1, 2, 3].exists_one(x, x > 1) => false
        [1, 2, 3].existsOne(x, x == 1) => true
        [].exists_one(x, true) => false
        [1, 2, 3].filter(x, x > 1) => [2, 3]
        [1, 2, 3].map(x, x * 2) => [2, 4, 6]
        [1, 2, 3].map(x, x > 1, x * 2) => [4, 6]
        [].map(x, 1 / 0) => []
        [[1], [2, 3]].map(x, x.size()) => [1, 2]
        {'a': 1, 'b': 2}.all(k, k < 'c') => true
        {'a': 1, 'b': 2}.exists(k, k == 'b') => true
        {'a': 1, 'b': 2}.map(k, k + 'x') => ["ax", "bx"]
        {'a': 1, 'b': 2}.filter(k, k == 'a') => ["a"]
        {'a': 1, 'b': 2}.exists_one(k, k == 'a') => true
        # Errors count only where no other element decides.
        [1, 0].exists(x, 1 / x == 1) => true
        [0, 1].exists(x, 1 / x == 1) => true
        [0, 2].exists(x, 1 / x == 1) => ! divisionByZero
        [0, 2].all(x, 1 / x == 1) => false
        [0, 1].all(x, 1 / x == 1) => ! divisionByZero
        [0, 1].filter(x, 1 / x == 1) => ! divisionByZero
        [0, 1].map(x, 1 / x) => ! divisionByZero
        [0, 1].exists_one(x, 1 / x == 1) => ! divisionByZero
        [1, 2, 3].exists(x, x == 1 || x) => true
        [0, 1].all(x, x) => ! overload
        [1, 2].filter(x, x) => ! overload
        1.all(x, true) => ! overload
        'ab'.map(x, x) => ! overload
        # Variables
        [1, 2].map(x, [3, 4].map(y, x * y)) => [[3, 4], [6, 8]]
        [1, 2].map(x, [x].map(x, x + 1)) => [[2], [3]]
        [1].map(int, int + 1) => [2]
        [[1]].map(x, x.map(y, x.size() + y)) => [[2]]
        [1].map(x, y) => ! undeclared
        [1].map(x, x) + [x] => ! undeclared
        [1].map(1, 1) => ! syntax
        [1].all(a.b, true) => ! syntax
        [1].all(.a, true) => ! syntax
        [1].all(x) => ! undeclared
        [1].map(x, x, x, x) => ! undeclared
        # Two variables
        [5, 6].all(i, v, v == i + 5) => true
        [5, 6].exists(i, v, i == 1 && v == 6) => true
        [5, 6].existsOne(i, v, v > 5) => true
        {'a': 1}.all(k, v, k == 'a' && v == 1) => true
        {'a': 1}.exists(k, v, v == 2) => false
        [5, 6].transformList(i, v, i * v) => [0, 6]
        [5, 6].transformList(i, v, i > 0, v) => [6]
        {'a': 1, 'b': 2}.transformList(k, v, k) => ["a", "b"]
        [5, 6].transformMap(i, v, v * 2) => {0: 10, 1: 12}
        {'a': 1, 'b': 2}.transformMap(k, v, v > 1, v + 1) => {"b": 3}
        {'a': 1, 'b': 2}.transformMapEntry(k, v, {v: k}) => {1: "a", 2: "b"}
        {'a': 1, 'b': 1}.transformMapEntry(k, v, {v: k}) => ! duplicateKey
        [1].transformMapEntry(k, v, v) => ! overload
        [1].all(i, i, true) => ! syntax
        cel.bind(x, 2, x * x) => 4
        cel.bind(x, 1, cel.bind(x, x + 1, x)) => 2
        cel.bind(x, 1 / 0, 1) => ! divisionByZero
        cel.bind(1, 2, 3) => ! syntax
        """#
}
