enum StringsExtension { static let overloads: [Overload] = [] }
