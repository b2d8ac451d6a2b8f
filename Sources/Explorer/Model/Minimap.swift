import MemtypeEngine
import Screen

/// The whole address space in one column, a part of the ruler's rows by segment in each cell: what is there gets the
/// room, and what is empty next to none.
struct Minimap: Sendable {
  enum Mark: Hashable, Sendable { case type, device, failure }

  struct Cell: Hashable, Sendable {
    var type: MemoryType
    var mark: Mark
    /// Where a click goes.
    var address: PhysicalAddress
  }

  private(set) var cells: [Cell] = []
  private let rowCount: Int

  init(height: Int, _ rows: [RulerRows.Row], _ evaluation: Evaluation, failing: Set<Int>) {
    let stretches = rows.compactMap { row -> (AddressRange, Range<Int>)? in
      if case .stretch(let range, let segments) = row { (range, segments) } else { nil }
    }
    rowCount = stretches.count
    guard height > 0, !stretches.isEmpty else { return }
    let standard = evaluation.scenario.mtrr.defaultType
    for cell in 0..<height {
      let first = cell * stretches.count / height
      let end = max(first + 1, (cell + 1) * stretches.count / height)
      var result = Cell(type: .wb, mark: .type, address: stretches[first].0.start)
      var isFirst = true
      for (range, segments) in stretches[first..<end] {
        for segment in evaluation.segments[segments] {
          // What is not everywhere is what one looks for.
          if isFirst || (result.type == standard && segment.type != standard) { result.type = segment.type }
          isFirst = false
          guard let device = segment.devices.first, result.mark != .failure else { continue }
          let fails = !failing.isDisjoint(with: segment.devices)
          if result.mark == .type || fails {
            result.address = evaluation.scenario.device(device)?.range.start ?? range.start
          }
          result.mark = fails ? .failure : .device
        }
      }
      cells.append(result)
    }
  }

  /// The cell of the stretch with a number, counted without dividers.
  func cell(ofStretch index: Int) -> Int {
    guard rowCount > 0, !cells.isEmpty else { return 0 }
    // The last cell that holds it where several do not, the first where several do.
    let cell =
      rowCount <= cells.count
      ? (index * cells.count + rowCount - 1) / rowCount : index * cells.count / rowCount
    return min(max(0, cell), cells.count - 1)
  }
}
