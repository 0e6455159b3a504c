extension DiffusionRequest {
    /// Refuses values that no run can be made of.
    ///
    /// - Throws: `DiffusionError.invalidRequest` that names the value and what it may be.
    func validate() throws {
        func refuse(_ reason: String) -> DiffusionError { .invalidRequest(reason: reason) }
        if let inverseDepth {
            guard inverseDepth.channels == 1 else {
                throw refuse("the depth map has \(inverseDepth.channels) channels, give it one")
            }
            guard inverseDepth.samples.allSatisfy(\.isFinite) else {
                throw refuse("the depth map holds values that are not finite, write 0 where nothing is seen")
            }
        }
        guard numInferenceSteps >= 1 else {
            throw refuse("\(numInferenceSteps) steps were asked for, choose at least 1")
        }
        guard guidanceScale.isFinite, guidanceScale >= 0 else {
            throw refuse("a guidance scale of \(guidanceScale) was asked for, choose 0 or more")
        }
        guard guidanceInterval.isValid else {
            throw refuse(
                "a guidance interval from \(guidanceInterval.start) to \(guidanceInterval.end) was asked for, "
                    + "choose shares of the steps from 0 to 1, the smaller first")
        }
        guard controls.allSatisfy({ $0.scale.isFinite && $0.interval.isValid }) else {
            throw refuse("a ControlNet's scale or interval is out of range, choose a finite scale and shares from 0 to 1")
        }
        guard strength > 0, strength <= 1 else {
            throw refuse("a strength of \(strength) was asked for, choose more than 0 and at most 1")
        }
        guard initImage != nil || strength == 1 else {
            throw refuse("a strength of \(strength) needs a picture to start from, give one or choose 1")
        }
    }

    /// How many of the scheduler's steps `strength` leaves to do.
    ///
    /// - Throws: `DiffusionError.invalidRequest` when that is none.
    func stepsToDo() throws -> Int {
        let count = min(Int(Double(numInferenceSteps) * strength), numInferenceSteps)
        guard count > 0 else {
            throw DiffusionError.invalidRequest(
                reason: "a strength of \(strength) leaves nothing to do of \(numInferenceSteps) steps, "
                    + "choose more of either")
        }
        return count
    }
}
