import CTerminal
import Glibc

/// The signals that have arrived, in the order of their delivery; they are blocked and read from a descriptor.
struct SignalQueue {
  let descriptor: Int32
  /// Taken from the descriptor and not yet handed on.
  private var waiting: [Int32] = []

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// Takes what has arrived; true if there is a signal that ends the session.
  mutating func collect() -> Bool {
    while true {
      let number = ct_signals_next(descriptor)
      if number == 0 { break }
      waiting.append(number)
    }
    return ending != nil
  }

  /// The first signal among those taken that ends the session.
  var ending: Int32? { waiting.first { $0 != SIGWINCH && $0 != SIGTSTP } }

  /// The next signal; nil if there is none.
  mutating func next() -> Int32? {
    _ = collect()
    return waiting.isEmpty ? nil : waiting.removeFirst()
  }

  var isEmpty: Bool { waiting.isEmpty }
}
