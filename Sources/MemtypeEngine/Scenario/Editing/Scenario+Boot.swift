extension Scenario {
  /// A step that this scenario's boot could have after `setup_arch`, switched off or not.
  public struct PossibleStep: Hashable, Sendable {
    public var id: String
    /// Under which it is switched off; nil for what cannot be.
    public var switchID: String?
    public var phase: BootStep.Phase
    public var function: String
    public var title: String
    /// Index into the scenario's devices, if it is about one.
    public var device: Int?
    public var isOn: Bool
  }

  /// The steps after `setup_arch` in the order in which they run, with those that are switched off in their places.
  public var possibleSteps: [PossibleStep] {
    var complete = self
    complete.disabledSteps = []
    let running = Set(BootPlan(self).steps.map { id(of: $0) })
    return BootPlan(complete).steps.map { step in
      let work = work(of: step)
      let device = step.task == .reserveHole ? nil : devices[step.device]
      let id = work.id(deviceID: device?.id ?? "")
      return PossibleStep(
        id: id, switchID: work.switchID(deviceID: device?.id ?? ""), phase: step.phase,
        function: work.function, title: work.title(deviceName: device?.name ?? ""),
        device: device == nil ? nil : step.device, isOn: running.contains(id))
    }
  }

  /// Leaves a step of the boot out, or takes it in again. A region's steps can be named one by one,
  /// `acpi:\_SB.HPET.HPTM+0x4`, or together, `acpi:\_SB.HPET.HPTM`.
  ///
  /// - Throws: `EditError.stepCannotBeOff`, `.noSuchStep`.
  public func switchingStep(_ id: String, on isOn: Bool) throws(EditError) -> Scenario {
    if let work = SetUpWork(rawValue: id) { throw .stepCannotBeOff(work.rawValue) }
    let steps = possibleSteps
    let named = steps.filter { $0.id == id || $0.switchID == id || $0.id.hasPrefix(id + "+0x") }
    guard let first = named.first else { throw .noSuchStep(id) }
    guard let switchID = first.switchID else { throw .stepCannotBeOff(first.id) }
    var result = self
    if isOn {
      result.disabledSteps.remove(id)
      result.disabledSteps.remove(switchID)
      for step in named { result.disabledSteps.remove(step.id) }
      // A single access comes back although its region was off as a whole: the others stay off by name.
      let region = id.split(separator: "+", maxSplits: 1).first.map(String.init) ?? id
      if region != id, result.disabledSteps.remove(region) != nil {
        for step in steps where step.id.hasPrefix(region + "+0x") && step.id != id {
          result.disabledSteps.insert(step.id)
        }
      }
    } else {
      result.disabledSteps.insert(named.count > 1 ? id : switchID)
    }
    return result
  }

  /// Lets a step run right before another one of its level; at the level's end for nil.
  ///
  /// Linux fixes the order of the levels and of what comes before them; within a level the order is a matter of
  /// linking.
  ///
  /// - Throws: `EditError.stepIsFixed`, `.noSuchStep`, `.levelsDiffer`.
  public func movingStep(_ id: String, before other: String?) throws(EditError) -> Scenario {
    let steps = possibleSteps
    guard let step = steps.first(where: { $0.id == id }) else {
      if SetUpWork(rawValue: id) != nil { throw .stepIsFixed(id, phase: .setupArch) }
      throw .noSuchStep(id)
    }
    guard step.phase.isReorderable else { throw .stepIsFixed(id, phase: step.phase) }
    var level = steps.filter { $0.phase == step.phase }.map(\.id)
    level.removeAll { $0 == id }
    var place = level.count
    if let other {
      guard other != id else { return self }
      guard let target = steps.first(where: { $0.id == other }) else { throw .noSuchStep(other) }
      guard target.phase == step.phase else {
        throw .levelsDiffer(id, step.phase, other, target.phase)
      }
      place = level.firstIndex(of: other) ?? level.count
    }
    level.insert(id, at: place)
    var result = self
    let own = Set(level)
    result.bootOrder.removeAll(where: own.contains)
    if level != defaultOrder(of: step.phase) { result.bootOrder += level }
    return result
  }

  /// Lets a step run earlier or later by so many places, as far as its level goes.
  ///
  /// - Throws: `EditError.stepIsFixed`, `.noSuchStep`, `.stepAtEnd`.
  public func movingStep(_ id: String, by places: Int) throws(EditError) -> Scenario {
    let steps = possibleSteps
    guard let step = steps.first(where: { $0.id == id }) else { return try movingStep(id, before: nil) }
    guard step.phase.isReorderable else { throw .stepIsFixed(id, phase: step.phase) }
    var level = steps.filter { $0.phase == step.phase }.map(\.id)
    guard let index = level.firstIndex(of: id) else { throw .noSuchStep(id) }
    level.remove(at: index)
    let place = min(max(index + min(max(places, -level.count), level.count), 0), level.count)
    guard place != index else { throw .stepAtEnd(id, step.phase) }
    return try movingStep(id, before: place < level.count ? level[place] : nil)
  }

  private func defaultOrder(of phase: BootStep.Phase) -> [String] {
    BootPlan(allStepsOf: self).steps.filter { $0.phase == phase }.map { id(of: $0) }
  }
}
