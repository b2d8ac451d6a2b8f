/// The kernel's messages, in order; or none of them, where nobody will read them: then they are not made either.
public struct KernelLog: Hashable, Sendable {
  public private(set) var messages: [KernelMessage] = []
  /// False for a log that forgets.
  let isKept: Bool
  /// Nothing was appended since it was emptied last, kept or not.
  private(set) var isSilent = true

  /// An empty log that keeps what is appended.
  public init() { isKept = true }

  private init(isKept: Bool) { self.isKept = isKept }

  /// A log for what nobody reads.
  public static let unread = KernelLog(isKept: false)

  public mutating func append(_ message: @autoclosure () -> KernelMessage) {
    isSilent = false
    if isKept { messages.append(message()) }
  }

  public mutating func removeAll() {
    messages.removeAll(keepingCapacity: true)
    isSilent = true
  }

  /// The messages, which leave the log.
  mutating func take() -> [KernelMessage] {
    defer {
      messages = []
      isSilent = true
    }
    return messages
  }
}

extension KernelLog: RandomAccessCollection, ExpressibleByArrayLiteral {
  public init(arrayLiteral messages: KernelMessage...) {
    isKept = true
    self.messages = messages
    isSilent = messages.isEmpty
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { messages.count }
  public subscript(position: Int) -> KernelMessage { messages[position] }
}
