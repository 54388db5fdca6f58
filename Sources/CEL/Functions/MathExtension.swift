enum MathExtension { static let overloads: [Overload] = [] }
