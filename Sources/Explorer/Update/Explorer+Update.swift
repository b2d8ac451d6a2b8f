import MemtypeEngine
import Screen

extension Explorer {
  /// Handles events in their order and says what the terminal has to do about them.
  public mutating func update(_ events: [InputEvent]) -> [Effect] {
    events.flatMap { update($0) }
  }

  /// Handles one event and says what the terminal has to do about it.
  public mutating func update(_ event: InputEvent) -> [Effect] {
    let effects = handle(event) + outbox
    outbox = []
    noticeLeavingPath()
    normalizeViewState()
    return effects
  }

  /// The command that an event means where the keyboard is.
  public func command(for event: InputEvent) -> Command? {
    guard case .key(let key) = event else { return nil }
    return keymap.command(for: key, in: context)
  }

  private mutating func handle(_ event: InputEvent) -> [Effect] {
    switch event {
    case .resized(let size):
      resize(to: size)
      return []
    case .paste(let text):
      paste(text)
      return []
    case .mouse(let event):
      return update(mouse: event)
    case .elapsed:
      notice = nil
      return []
    case .key(let key):
      notice = nil
      presenting.pressed(key)
      return update(key: key)
    }
  }

  /// Takes a size of the screen, or gives a lesson its part of it.
  mutating func resize(to size: Size) {
    let before = ruler.top
    let row = rulerRows.row(of: cursorAddress)
    screenSize = ScreenLayout.drawable(size)
    self.size = sizeBesideLesson
    // The cursor's row keeps its distance from the top as long as the new height allows.
    ruler.top = min(before, row)
  }

  private mutating func update(key: Key) -> [Effect] {
    if drag?.isPreviewed == true {
      cancelDrag()
      notice = Notice(text: "the border is where it was")
      return []
    }
    if let command = command(for: .key(key)) { return perform(command) }
    guard let layer = layers.last else {
      notice = Notice(text: "\(key.name) does nothing here; \(keyName(.help)) shows the keys")
      return []
    }
    if case .character(let character) = key {
      layer.type(character, in: &self)
    } else {
      layer.refuse(key, in: &self)
    }
    return []
  }
}
