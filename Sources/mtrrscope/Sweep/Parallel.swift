import Dispatch
import FoundationEssentials
import Glibc
import Synchronization

/// Work on all cores that keeps its order.
enum Parallel {
  static let coreCount = max(1, ProcessInfo.processInfo.activeProcessorCount)

  /// What `body` makes of each number, in their order.
  static func map<Value: Sendable>(_ range: Range<Int>, _ body: @Sendable (Int) -> Value) -> [Value] {
    let size = max(1, min(256, range.count / (coreCount * 4)))
    let pieces = (range.count + size - 1) / size
    guard coreCount > 1, pieces > 1 else { return range.map(body) }
    let results = Mutex<[[Value]]>(Array(repeating: [], count: pieces))
    DispatchQueue.concurrentPerform(iterations: pieces) { piece in
      let start = range.lowerBound + piece * size
      let values = (start..<min(range.upperBound, start + size)).map(body)
      results.withLock { $0[piece] = values }
    }
    return results.withLock { $0 }.flatMap { $0 }
  }
}

/// A handler of signals can reach nothing else.
private let isAsked = Atomic<Bool>(false)

/// Ctrl-C asks for an end instead of making one, so that what is done is kept. A second one ends at once.
enum Interruption {
  static var isRequested: Bool { isAsked.load(ordering: .relaxed) }

  static func catchIt() {
    // The flag has to be there before a signal handler looks for it.
    guard !isRequested else { return }
    // Whoever started this may have held it back, as threads of a pool do.
    var interrupt = sigset_t()
    sigemptyset(&interrupt)
    sigaddset(&interrupt, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &interrupt, nil)
    signal(SIGINT) { _ in
      isAsked.store(true, ordering: .relaxed)
      signal(SIGINT, SIG_DFL)
    }
  }
}
