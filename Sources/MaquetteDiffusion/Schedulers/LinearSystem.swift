/// Systems of a few linear equations.
enum LinearSystem {
    /// Solves by Gaussian elimination with pivoting.
    ///
    /// - Parameters:
    ///   - rows: the coefficients, as many rows as columns; not singular.
    ///   - values: the right-hand sides.
    static func solution(of rows: [[Float]], _ values: [Float]) -> [Float] {
        let count = values.count
        var rows = zip(rows, values).map { $0 + [$1] }
        for column in 0..<count {
            let pivot = (column..<count).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
            rows.swapAt(column, pivot)
            for row in 0..<count where row != column {
                let factor = rows[row][column] / rows[column][column]
                for entry in column...count { rows[row][entry] -= factor * rows[column][entry] }
            }
        }
        return (0..<count).map { rows[$0][count] / rows[$0][$0] }
    }
}
