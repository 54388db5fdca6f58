extension Tables {
    /// The public cases of the sets extension (cel-go), and a few of our own.
    static let sets = #"""
        sets.contains([], []) => true
        sets.contains([1], []) => true
        sets.contains([1], [1]) => true
        sets.contains([1], [1, 1]) => true
        sets.contains([1, 1], [1]) => true
        sets.contains([2, 1], [1]) => true
        sets.contains([1, 2, 3, 4], [2, 3]) => true
        sets.contains([1], [1.0, 1]) => true
        sets.contains([1, 2], [2u, 2.0]) => true
        sets.contains([1, 2u], [2, 2.0]) => true
        sets.contains([1, 2.0, 3u], [1.0, 2u, 3]) => true
        sets.contains([[1], [2, 3]], [[2, 3.0]]) => true
        sets.contains([1], [2]) => false
        sets.contains([1], [1, 2]) => false
        sets.contains([1], ["1", 1]) => false
        sets.contains([1], [1.1, 1u]) => false
        sets.equivalent([], []) => true
        sets.equivalent([1], [1]) => true
        sets.equivalent([1], [1, 1]) => true
        sets.equivalent([1, 1], [1]) => true
        sets.equivalent([1], [1u, 1.0]) => true
        sets.equivalent([1, 2, 3], [3u, 2.0, 1]) => true
        sets.equivalent([[1.0], [2, 3]], [[1], [2, 3.0]]) => true
        sets.equivalent([2, 1], [1]) => false
        sets.equivalent([1], [1, 2]) => false
        sets.equivalent([1, 2], [2u, 2, 2.0]) => false
        sets.equivalent([1, 2], [1u, 2, 2.3]) => false
        sets.intersects([1], [1]) => true
        sets.intersects([1], [1, 1]) => true
        sets.intersects([1, 1], [1]) => true
        sets.intersects([2, 1], [1]) => true
        sets.intersects([1], [1, 2]) => true
        sets.intersects([1], [1.0, 2]) => true
        sets.intersects([1, 2], [2u, 2, 2.0]) => true
        sets.intersects([1, 2], [1u, 2, 2.3]) => true
        sets.intersects([[1], [2, 3]], [[1, 2], [2, 3.0]]) => true
        sets.intersects([], []) => false
        sets.intersects([1], []) => false
        sets.intersects([1], [2]) => false
        sets.intersects([1], ["1", 2]) => false
        sets.intersects([1], [1.1, 2u]) => false
        sets.contains(1, [1]) => ! overload
        """#

    /// The public cases of the lists extension (cel-go), and those of Kubernetes' list library.
    static let lists = #"""
        lists.range(4) => [0, 1, 2, 3]
        lists.range(0) => []
        [5, 1, 2, 3].reverse() => [3, 2, 1, 5]
        [].reverse() => []
        ['are', 'you', 'as'].reverse() => ["as", "you", "are"]
        [false, true, true].reverse().reverse() => [false, true, true]
        [1, 2, 3, 4].slice(0, 4) => [1, 2, 3, 4]
        [1, 2, 3, 4].slice(0, 0) => []
        [1, 2, 3, 4].slice(1, 1) => []
        [1, 2, 3, 4].slice(4, 4) => []
        [1, 2, 3, 4].slice(1, 3) => [2, 3]
        [1, 2, 3, 4].slice(3, 0) => ! range
        [1, 2, 3, 4].slice(0, 10) => ! range
        [1, 2, 3, 4].slice(-5, 10) => ! range
        [1, 2, 3, 4].slice(-5, -3) => ! range
        dyn([]).flatten() => []
        dyn([1, 2, 3, 4]).flatten() => [1, 2, 3, 4]
        [1, [2, [3, 4]]].flatten() => [1, 2, [3, 4]]
        [1, 2, [], [], [3, 4]].flatten() => [1, 2, 3, 4]
        [1, [2, [3, 4]]].flatten(2) => [1, 2, 3, 4]
        [1, [2, [3, [4]]]].flatten(-1) => ! invalidArgument
        [[1, 2], [3, 4]].flatten() => [1, 2, 3, 4]
        dyn({}).flatten() => ! overload
        [].flatten(dyn('1')) => ! overload
        [].sort() => []
        [4, 3, 2, 1].sort() => [1, 2, 3, 4]
        ["d", "a", "b", "c"].sort() => ["a", "b", "c", "d"]
        ["d", 3, 2, "c"].sort() => ! overload
        [].sortBy(e, e) => []
        ["a"].sortBy(e, e) => ["a"]
        [-3, 1, -5, -2, 4].sortBy(e, -(e * e)) => [-5, 4, -3, -2, 1]
        [-3, 1, -5, -2, 4].map(e, e * 2).sortBy(e, -(e * e)) => [-10, 8, -6, -4, 2]
        lists.range(3).sortBy(e, -e) => [2, 1, 0]
        ["a", "c", "b", "first"].sortBy(e, e == "first" ? "" : e) => ["first", "a", "b", "c"]
        [{'field': 'lo'}, {'field': 'hi'}].sortBy(m, m.field) => [{"field": "hi"}, {"field": "lo"}]
        [3, 1, 2].sortBy(e, 0) => [3, 1, 2]
        {'a': 1}.sortBy(e, e) => ! overload
        [1, 2].sortBy(e, e == 1 ? dyn('a') : dyn(1)) => ! overload
        [].distinct() => []
        [-2, 5, -2, 1, 1, 5, -2, 1].distinct() => [-2, 5, 1]
        ['c', 'a', 'a', 'b', 'a', 'b', 'c', 'c'].distinct() => ["c", "a", "b"]
        [1, 2.0, "c", 3, "c", 1].distinct() => [1, 2.0, "c", 3]
        [1, 1.0, 2].distinct() => [1, 2]
        [[1], [1], [2]].distinct() => [[1], [2]]
        [1, 2, 3].isSorted() => true
        [1, 3, 2].isSorted() => false
        ['a', 'b'].isSorted() => true
        ['b', 'a'].isSorted() => false
        [].isSorted() => true
        [1, 1].isSorted() => true
        [1, 2, 3].sum() => 6
        [1.5, 1.5].sum() => 3.0
        [1u, 2u].sum() => 3u
        [].sum() => 0
        ['a'].sum() => ! overload
        [9223372036854775807, 1].sum() => ! overflow
        [1, 3, 2].max() => 3
        [1, 3, 2].min() => 1
        ['a', 'b'].min() => "a"
        [false, true].max() => true
        [].min() => ! invalidArgument
        [].max() => ! invalidArgument
        [1, 2, 3, 2].indexOf(2) => 1
        [1, 2, 3, 2].lastIndexOf(2) => 3
        [1, 2].indexOf(3) => -1
        [].indexOf(1) => -1
        [[1], [2]].indexOf([2]) => 1
        [1, 2, 3].first().value() => 1
        [1, 2, 3].last().value() => 3
        [].first().hasValue() => false
        """#

    /// The public cases of optional values (cel-spec, tests/simple/testdata/optionals.textproto) without messages.
    static let optionals = #"""
        optional.of(null).hasValue() => true
        optional.ofNonZeroValue(null).hasValue() => false
        optional.none().or(optional.none()).orValue(42) => 42
        optional.none().optMap(y, y + 1).hasValue() => false
        {}.?key.optFlatMap(k, k.?subkey).hasValue() => false
        {'key': {}}.?key.optFlatMap(k, k.?subkey).hasValue() => false
        {'null_key': dyn(null)}.?null_key.hasValue() => true
        {'null_key': dyn(null)}.?null_key.invalid.hasValue() => ! noSuchField
        {true: dyn(0)}[?false].absent.hasValue() => false
        {true: dyn(0)}[?true].absent.hasValue() => ! noSuchField
        {}.?null_key.invalid.hasValue() => false
        {'key': {'subkey': 'subvalue'}}.?key.optFlatMap(k, k.?subkey).value() => "subvalue"
        {'key': {'subkey': ''}}.?key.optFlatMap(k, k.?subkey).value() => ""
        {'key': {'subkey': ''}}.?key.optFlatMap(k, optional.ofNonZeroValue(k.subkey)).hasValue() => false
        optional.of(42).optMap(y, y + 1).value() => 43
        optional.ofNonZeroValue(42).or(optional.of(20)).value() == 42 => true
        (has({}.x) ? optional.of({}.x) : optional.none()).hasValue() => false
        {}.?x.hasValue() => false
        has({}.?x.y) => false
        has({'x': {'y': 'z'}}.?x.y) => true
        type(optional.none()) == optional_type => true
        optional.ofNonZeroValue('').or(optional.of({'c': {'i-x': 'goodbye'}}.c['i-x'])).orValue('default') => "goodbye"
        {'c': {'dashed-index': 'goodbye'}}.c[?'dashed-index'].orValue('default value') => "goodbye"
        {'c': {}}.c[?'missing-index'].orValue('default value') => "default value"
        optional.of({'c': {'index': 'goodbye'}}).c.index.orValue('default value') => "goodbye"
        optional.of({'c': {}}).c.missing.or(optional.none()[0]).orValue('default value') => "default value"
        optional.of({'c': {}}).c.missing.or(optional.of(['list-value'])[0]).orValue('default value') => "list-value"
        optional.of({'c': {'index': 'goodbye'}}).c['index'].orValue('default value') => "goodbye"
        optional.of({'c': {}}).c['missing'].orValue('default value') => "default value"
        has(optional.of({'c': {'e': 'h'}}).c) && !has(optional.of({'c': {'e': 'h'}}).c.missing) => true
        optional.ofNonZeroValue({'c': {'i': 'g'}}.a.z).orValue({'c': {'i': 'g'}}.c['i']) => ! noSuchKey
        {'c': {'i': 'goodbye'}}.?c.missing.or({'c': {'i': 'goodbye'}}.?c['i']).orValue('').size() => 7
        {?'nested_map': optional.ofNonZeroValue({?'map': {'c': {'i': 'g'}}.?c})} => {"nested_map": {"map": {"i": "g"}}}
        {?'nested_map': optional.ofNonZeroValue({?'map': {}.?c}), 'singleton': true} => {"singleton": true}
        [?{}.?c, ?optional.of(42), ?optional.none()] => [42]
        [?optional.ofNonZeroValue({'c': []}.?c.orValue(dyn({})))] => []
        optional.ofNonZeroValue({?'n': optional.ofNonZeroValue({?'map': optional.of({}).?c})}).hasValue() => false
        optional.of({}).?c.hasValue() => false
        optional.none().?repeated_string.hasValue() => false
        [][?0].hasValue() => false
        optional.of([])[?0].hasValue() => false
        optional.none()[?0].hasValue() => false
        ['foo'][?0].value() => "foo"
        optional.of(['foo'])[?0].value() => "foo"
        {true: 1, 2: 2, 5u: 3}[?true].value() => 1
        {1u: 1.0, 2: 2.0, 3u: 3.0}[?3.0].value() => 3.0
        {1u: 1.0, 2: 2.0, 3u: 3.0}[?2u].value() => 2.0
        {1u: 1.0, 2: 2.0, 3u: 3.0}[?1].value() => 1.0
        optional.none() == optional.none() => true
        optional.none() == optional.of(1) => false
        optional.of(1) == optional.none() => false
        optional.of(1) == optional.of(1) => true
        optional.none() != optional.none() => false
        optional.none() != optional.of(1) => true
        optional.of(1) != optional.none() => true
        optional.of(1) != optional.of(1) => false
        optional.none().value() => ! invalidArgument
        optional.of(1) => optional.of(1)
        [optional.of(1), optional.none()].unwrapOpt() => [1]
        optional.unwrap([optional.none(), optional.of('a')]) => ["a"]
        [?1] => ! overload
        'a'.orValue('b') => ! overload
        optional.none().or(2) => ! overload
        optional.of(1).optFlatMap(x, x) => ! overload
        optional.of(1).optMap(1, 2) => ! syntax
        optional.of(1).orValue(1 / 0) => 1
        """#
}
