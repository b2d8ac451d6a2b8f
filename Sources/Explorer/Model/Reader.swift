/// A long text above the panes: the help for where one is, or the manual.
struct Reader: Hashable, Sendable {
  enum Subject: Hashable, Sendable {
    /// What the keys do in a context, and what the pane shows.
    case help(Context)
    case manual
  }

  let subject: Subject
  var top = 0
  /// What is searched for; empty before anything is.
  var query = ""
  /// The search that is being typed, and where it began.
  var typing: Typing?

  struct Typing: Hashable, Sendable {
    var editor: LineEditor
    var origin: Int
  }
}
