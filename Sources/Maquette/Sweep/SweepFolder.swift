import Foundation

/// The folder of a sweep: `plan.json`, `cells/NAME/` for every cell, and what is gathered from them.
public struct SweepFolder: Sendable, Equatable {
    /// The folder that holds those of the cells.
    static let cellsName = "cells"

    /// What to do with a folder that is there already.
    public enum Existing: Sendable, Equatable {
        /// Leave it alone, and fail.
        case refuse
        /// Keep its finished cells, if it is of the same sweep.
        case resume
        /// Paint all cells anew.
        case overwrite
    }

    /// Where it is.
    public let path: String

    /// Names a folder, whether it is there or not; slashes at the end do not count, and an empty path is the
    /// current folder.
    public init(path: String) {
        let last = path.lastIndex { $0 != "/" }
        self.path = last.map { String(path[...$0]) } ?? (path.isEmpty ? "." : "/")
    }

    /// Makes sure that a sweep can go into the folder, before any work is done.
    ///
    /// - Throws: `OutputError`, or `SweepError.notASweep` when there is something else to resume from.
    public func check(_ existing: Existing) throws {
        switch SystemCalls.kind(of: path) {
        case .nothing: return
        case .brokenLink: throw OutputError.refused(path: path, reason: "it is a link to something that is not there")
        case .file: throw OutputError.wrongKind(path: path, isFolder: false)
        case .folder: break
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        if names.allSatisfy({ $0.hasPrefix(StagingArea.hiddenPrefix) }) { return }
        switch existing {
        case .refuse: throw OutputError.exists(path: path)
        case .resume: if try plan() == nil { throw SweepError.notASweep(path: path) }
        case .overwrite: return
        }
    }

    /// Takes the folder for a plan.
    ///
    /// - Parameters:
    ///   - plan: what is to be done.
    ///   - existing: what to do with what is there.
    ///   - isShared: whether runs on other machines may be at work in the folder.
    /// - Throws: `SweepError.otherSweep` when cells of another plan would be resumed, `OutputError` when the plan
    ///   cannot be written.
    func claim(for plan: SweepPlan, _ existing: Existing, isShared: Bool) throws {
        if existing == .resume && !isShared { removeLeftovers() }
        if existing == .resume, let found = try self.plan() {
            if let difference = plan.difference(from: found) {
                throw SweepError.otherSweep(path: path, difference: difference)
            }
            return
        }
        try write(ReportJSON.bytes(plan), to: SweepPlan.fileName)
    }

    /// Removes what killed runs of this machine left half-written.
    private func removeLeftovers() {
        for folder in [path, path + "/" + Self.cellsName] { StagingLeftovers.remove(in: folder) }
    }

    /// The plan, or nil when there is none.
    ///
    /// - Throws: `SweepError.damagedFile`.
    func plan() throws(SweepError) -> SweepPlan? {
        let file = path + "/" + SweepPlan.fileName
        let plan = try decoded(SweepPlan.self, at: file)
        if let plan, !plan.grid.isWhole { throw .damagedFile(path: file) }
        return plan
    }

    /// Where a cell's folder is.
    func cellPath(_ name: String) -> String { "\(path)/\(Self.cellsName)/\(name)" }

    /// The report of a cell that is finished and whole, if it was made from the inputs of this hash.
    func finishedCell(_ name: String, hash: String) -> CellReport? {
        guard let report = try? decoded(CellReport.self, at: cellPath(name) + "/" + CellReport.fileName),
            report.name == name, report.hash == hash, !report.views.isEmpty,
            report.files.allSatisfy({ SystemCalls.kind(of: cellPath(name) + "/" + $0) == .file })
        else { return nil }
        return report
    }

    /// Everything that is there of a sweep.
    ///
    /// - Throws: `SweepError` when the folder is not one of a sweep, or no cell is finished.
    func report() throws(SweepError) -> SweepReport {
        guard SystemCalls.kind(of: path) == .folder else { throw .missingFolder(path: path) }
        guard let plan = try plan() else { throw .notASweep(path: path) }
        let cells = plan.grid.places.compactMap { finishedCell($0.name, hash: plan.hashes[$0.name] ?? "") }
        if cells.isEmpty { throw .noFinishedCell(path: path) }
        let names = Set(cells.map(\.name))
        return SweepReport(plan: plan, cells: cells, missing: plan.grid.places.map(\.name).filter { !names.contains($0) })
    }

    /// Writes a file of the folder itself; an earlier one is replaced.
    func write(_ bytes: [UInt8], to name: String) throws(OutputError) {
        let staging = try StagingArea(destination: path + "/" + name, kind: .file, overwrite: true)
        try staging.write(bytes)
        try staging.commit()
    }

    private func decoded<Value: Decodable>(_ type: Value.Type, at path: String) throws(SweepError) -> Value? {
        guard SystemCalls.kind(of: path) == .file else { return nil }
        guard let data = FileManager.default.contents(atPath: path),
            let value = try? JSONDecoder().decode(type, from: data)
        else { throw .damagedFile(path: path) }
        return value
    }
}
