import MemtypeEngine

/// The ruler goes with the cursor of the lists, and with it the reasons.
extension Explorer {
  /// Puts the ruler's cursor where the row under a list's cursor is. Where it was before the first such step is a place
  /// that `jump-back` leads to.
  mutating func follow(_ pane: Pane) {
    guard isFollowing, let room = pane.room as? any ListRoom, !room.followsCursor,
      let address = selectedLine(of: pane)?.address
    else { return }
    let target = min(address, evaluation.lastAddress)
    guard target != cursorAddress else { return }
    if followedFrom != cursorAddress { places.leave(cursorAddress) }
    ruler.cursor = target
    followedFrom = target
  }
}

extension Command {
  static let toggleFollowing = Command(
    "toggle-following", .anyPane, [], "let the ruler go with the cursor of the lists, or leave it alone",
    aliases: ["follow"]
  ) {
    $0.isFollowing.toggle()
    $0.notice = Explorer.Notice(
      text: $0.isFollowing
        ? "the ruler goes with the lists; \($0.keyName(.jumpBack)) goes back to where it was"
        : "the ruler stays where it is: Enter in a list goes to its row")
  }
}
