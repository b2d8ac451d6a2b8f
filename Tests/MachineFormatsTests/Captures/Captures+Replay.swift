import MachineFormats
import MemtypeEngine
import Testing

extension Captures {
  /// The requests that a log with `debugpat` shows are asked again. Everything that was decided about them must
  /// come out: types, overlaps, conflicts, errors, what users got, and the list in the end.
  @Test("replay: asked the same, the model answers what the kernel answered")
  func replay() throws {
    var total = TrackerReplay.Counts()
    var lines: [String] = []
    for capture in CaptureDirectory.all {
      do {
        let machine = try capture.open()
        var replay = TrackerReplay(capture, machine)
        guard replay.hasRequests else {
          lines.append("\(capture.name): no tracker messages")
          continue
        }
        replay.run()
        for mismatch in replay.mismatches { Issue.record("\(capture.name): \(mismatch)") }
        lines.append("\(capture.name): \(replay.counts.text)")
        total.add(replay.counts)
      } catch {
        Issue.record("\(capture.name): \(error)")
      }
    }
    try expectCounts(lines + ["\(total.captures) captures: \(total.text)"], "replayed")
    #expect(total.requests > 0)
  }
}
