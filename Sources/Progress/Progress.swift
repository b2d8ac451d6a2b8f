import Synchronization

/// What a long piece of work says of itself while it runs, and the wish that it stop.
///
/// It travels with the thread: whoever computes says how far it is and looks now and then whether anybody still wants
/// the result.
///
///     Progress.say("reading dmesg.txt, 12 of 60 MiB")
///     guard !Progress.isCancelled else { ... }
public final class Progress: Sendable {
  @TaskLocal public static var current: Progress?

  private struct State {
    var text = ""
    var isCancelled = false
    var isLasting = false
  }

  private let state = Mutex(State())

  public init() {}

  // MARK: For the one who works

  public static func say(_ text: @autoclosure () -> String) { current?.say(text()) }

  public static var isCancelled: Bool { current?.isCancelled ?? false }

  /// From here on it leaves something behind and cannot be given up. False if it was given up already: then nothing may
  /// be left behind.
  public static func beginLasting() -> Bool { current?.beginLasting() ?? true }

  /// What it leaves behind is whole: what follows can be given up again.
  public static func endLasting() { current?.state.withLock { $0.isLasting = false } }

  private func say(_ text: String) { state.withLock { $0.text = text } }

  private func beginLasting() -> Bool {
    state.withLock { state in
      guard !state.isCancelled else { return false }
      state.isLasting = true
      return true
    }
  }

  // MARK: For the one who waits

  public var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// What was said last.
  public var text: String { state.withLock { $0.text } }

  /// Whether `cancel` still would.
  public var canBeCancelled: Bool { state.withLock { !$0.isLasting } }

  /// Gives the work up. False if it has begun to leave something behind.
  @discardableResult public func cancel() -> Bool {
    state.withLock { state in
      guard !state.isLasting else { return false }
      state.isCancelled = true
      return true
    }
  }
}
