import MemtypeEngine
import Screen

/// Brings the view in line with what it shows, after every event.
extension Explorer {
  /// Evaluates a scenario, unless it is the one in force, and shows the answer.
  ///
  /// The row under the ruler's cursor stays where it is on the screen.
  mutating func show(_ scenario: Scenario) {
    guard scenario != evaluation.scenario else { return }
    adopt(evaluation: engine.evaluate(scenario))
  }

  /// Brings every cursor into range and into view.
  mutating func normalizeViewState() {
    let layout = layout
    for pane in Pane.all {
      if let region = layout.content(of: pane) { pane.room.normalize(in: &self, region) }
    }
    for place in layers.indices { layers[place] = layers[place].normalized(in: self) }
  }
}
