extension RandomAccessCollection where Index == Int {
  /// The first index whose element satisfies a predicate; all elements before it do not, and all behind it do. The end
  /// if none does. O(log n).
  @inlinable package func partitioningIndex(where isBehind: (Element) throws -> Bool) rethrows -> Int {
    var low = startIndex
    var count = count
    while count > 0 {
      let half = count >> 1
      if try isBehind(self[low &+ half]) {
        count = half
      } else {
        low = low &+ half &+ 1
        count = count &- half &- 1
      }
    }
    return low
  }
}
