/// Something that is asked on the bottom line, for what cannot be taken back.
struct Question: Hashable, Sendable {
  enum Purpose: Hashable, Sendable {
    /// Leaving with documents that are not saved.
    case quit
    /// Closing one of several.
    case close
    /// A file is in the way, or has changed since.
    case replace(SaveRequest)
  }

  var purpose: Purpose
  var text: String
}
