import MaquetteScene

/// Charts that have materials in common, directly or through other charts.
enum ChartFamilies {
    /// The family of every chart, named by the least of its materials.
    ///
    /// - Parameters:
    ///   - charts: the faces of each chart, none empty.
    ///   - materials: the material of every face.
    static func families(of charts: Groups, materials: [UInt32]) -> [UInt32] {
        var parents = Array(0...(materials.max() ?? 0))
        func root(_ material: UInt32) -> UInt32 {
            var root = material
            while parents[Int(root)] != root {
                parents[Int(root)] = parents[Int(parents[Int(root)])]
                root = parents[Int(root)]
            }
            return root
        }
        for chart in 0..<charts.count {
            guard let first = charts[chart].first else { continue }
            for face in charts[chart] {
                let a = root(materials[Int(first)]), b = root(materials[Int(face)])
                parents[Int(max(a, b))] = min(a, b)
            }
        }
        return (0..<charts.count).map { chart in charts[chart].first.map { root(materials[Int($0)]) } ?? 0 }
    }
}
