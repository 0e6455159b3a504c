import MaquetteDiffusion

/// The cells of a sweep in rows and columns.
public struct SweepGrid: Sendable, Equatable, Codable {
    /// One side of the grid.
    public struct Axis: Sendable, Equatable, Codable {
        /// What varies along it.
        public var parameter: SweepParameter
        /// The name of each row or column.
        public var labels: [String]
    }

    /// One place of the grid.
    public struct Place: Sendable, Equatable, Codable {
        /// The cell's name, which is that of its folder.
        public var name: String
        /// Counted from 0 at the top.
        public var row: Int
        /// Counted from 0 at the left.
        public var column: Int
        /// What the cell is painted with.
        public var parameters: CellParameters
    }

    /// What varies from left to right.
    public var columns: Axis
    /// What varies from top to bottom; nil for a single row.
    public var rows: Axis?
    /// The cells row by row, as they are painted.
    public var places: [Place]

    /// Whether there are places, each in a row and a column that there is.
    var isWhole: Bool {
        let rowCount = rows?.labels.count ?? 1
        return !places.isEmpty
            && places.allSatisfy { (0..<rowCount).contains($0.row) && columns.labels.indices.contains($0.column) }
    }

    /// Spans the grid.
    ///
    /// - Parameters:
    ///   - values: what varies and what does not.
    ///   - recommended: stands in for what the values leave to the model.
    /// - Throws: `SweepError` as `SweepValues.validate` does.
    public init(_ values: SweepValues, recommended: RecommendedSettings) throws(SweepError) {
        try values.validate()
        let across = values.varying[0]
        let down = values.varying.count > 1 ? values.varying[1] : nil
        func parameters(row: Int, column: Int) -> CellParameters {
            var indices = [across: column]
            if let down { indices[down] = row }
            return CellParameters(values, at: indices, recommended: recommended)
        }
        let rowCount = down.map(values.count) ?? 1
        let columnCount = values.count(of: across)
        columns = Axis(
            parameter: across,
            labels: (0..<columnCount).map { parameters(row: 0, column: $0).label(of: across) })
        rows = down.map { down in
            Axis(parameter: down, labels: (0..<rowCount).map { parameters(row: $0, column: 0).label(of: down) })
        }
        places = (0..<rowCount).flatMap { row in
            (0..<columnCount).map { column in
                let parameters = parameters(row: row, column: column)
                let names = [
                    down.map { parameters.folderName(of: $0, index: row) },
                    parameters.folderName(of: across, index: column),
                ]
                return Place(
                    name: names.compactMap { $0 }.joined(separator: "_"), row: row, column: column,
                    parameters: parameters)
            }
        }
    }
}

extension CellParameters {
    /// The parameters at a place; a parameter without an index has its only value.
    fileprivate init(
        _ values: SweepValues, at indices: [SweepParameter: Int], recommended: RecommendedSettings
    ) {
        func value<Value>(_ parameter: SweepParameter, _ list: [Value], _ standIn: Value) -> Value {
            list.isEmpty ? standIn : list[indices[parameter] ?? 0]
        }
        self.init(
            focalLength: value(.focal, values.focalLengths, 35), mode: value(.mode, values.modes, .depth),
            strength: value(.strength, values.strengths, 1),
            guidanceScale: value(.guidance, values.guidanceScales, recommended.guidanceScale),
            numInferenceSteps: value(.steps, values.steps, recommended.numInferenceSteps),
            seed: value(.seed, values.seeds, 0), scheduler: value(.scheduler, values.schedulers, recommended.scheduler),
            prompt: value(.prompt, values.prompts, ""))
    }
}
