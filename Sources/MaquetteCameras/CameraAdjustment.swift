import MaquetteScene

/// Moves and turns cameras, as long as they then see more together: a search in ever smaller steps, along one direction
/// at a time (Hooke and Jeeves, "Direct search solution of numerical and statistical problems", 1961).
struct CameraAdjustment {
    private let survey: SightSurvey
    private let leastGain: Int

    /// Parts of the way from a camera to what it looks at.
    private static let steps = [0.2, 0.1, 0.05]
    /// How often all cameras are tried with steps of one size.
    private static let mostRounds = 3
    /// Cosine between the view axis and what is up, at most: beyond it the picture would turn about itself.
    private static let largestCosine = 0.95

    /// - Parameters:
    ///   - survey: what there is to see, and how to look at it.
    ///   - leastGain: a step that adds fewer samples is not taken, at least 1.
    init(_ survey: SightSurvey, leastGain: Int) {
        self.survey = survey
        self.leastGain = leastGain
    }

    /// Cameras near the given ones that together see as much clearly or more, in the same order.
    ///
    /// Cameras before which something is cut away stay where they are.
    func adjusted(_ views: [ClearView]) throws -> [ClearView] {
        var views = views
        for step in Self.steps {
            for _ in 0..<Self.mostRounds where try !improve(&views, step) { break }
        }
        return views
    }

    /// Takes the best step of each camera in turn; whether any was taken.
    private func improve(_ views: inout [ClearView], _ step: Double) throws -> Bool {
        var improved = false
        for index in views.indices {
            let others = CoverSearch(views: views.map(\.samples), sampleCount: survey.sampleCount)
                .union(Array(views.indices), except: index)
            let neighbours = try survey.clearViews(of: neighbours(of: views[index].camera, step))
            let gains = neighbours.map { $0.samples.countOutside(others) }
            guard let best = gains.indices.max(by: { (gains[$0], -$0) < (gains[$1], -$1) }),
                gains[best] >= views[index].samples.countOutside(others) + leastGain
            else { continue }
            views[index] = neighbours[best]
            improved = true
        }
        return improved
    }

    /// The camera moved around, towards and away from what it looks at, and turned, as far as there is free space.
    private func neighbours(of camera: Camera, _ step: Double) -> [Camera] {
        guard camera.near == 0, let reach = survey.space.reach(camera.position) else { return [] }
        let frame = camera.frame
        let target = camera.position - reach * frame.backward
        let distance = step * reach
        let moves = [frame.right, -frame.right, frame.up, -frame.up, frame.backward, -frame.backward].map {
            (camera.position + distance * $0, target)
        }
        let turns = [frame.right, -frame.right, frame.up, -frame.up].map { (camera.position, target + distance * $0) }
        return (moves + turns).compactMap { position, target in
            var neighbour = camera
            (neighbour.position, neighbour.target) = (position, target)
            let isUpright = abs(dot(neighbour.frame.backward, unitVector(along: camera.up) ?? .zero)) <= Self.largestCosine
            return isUpright && survey.space.leads(from: camera.position, to: position) ? neighbour : nil
        }
    }
}

/// A camera and the samples that it sees clearly, of those that can be seen.
struct ClearView {
    let camera: Camera
    let samples: SampleSet
}
