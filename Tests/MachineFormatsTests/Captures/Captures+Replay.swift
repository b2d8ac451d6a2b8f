import MachineFormats
import MemtypeEngine
import Testing

extension Captures {
  /// The requests that a log with `debugpat` shows are asked again. Everything that was decided about them must
  /// come out: types, overlaps, conflicts, errors, what users got, and the list in the end.
  @Test("replay: asked the same, the model answers what the kernel answered")
  func replay() throws {
    var total = TrackerReplay.Counts()
    var quiet: [String] = []
    for capture in CaptureDirectory.all {
      do {
        let machine = try capture.open()
        var replay = TrackerReplay(capture, machine)
        guard replay.hasRequests else {
          quiet.append(capture.name)
          continue
        }
        replay.run()
        for mismatch in replay.mismatches { Issue.record("\(capture.name): \(mismatch)") }
        print("Replay: \(capture.name): \(replay.counts.text)")
        total.add(replay.counts)
      } catch {
        Issue.record("\(capture.name): \(error)")
      }
    }
    print(
      "Replay: \(total.captures) captures: \(total.text); no tracker messages: \(quiet.joined(separator: " "))"
    )
    #expect(total.requests > 0)
  }
}
