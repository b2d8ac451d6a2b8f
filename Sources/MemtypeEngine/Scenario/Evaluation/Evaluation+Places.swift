/// Why an address cannot be gone to.
public enum PlaceError: Error, Hashable, Sendable {
  case number(NumberError)
  case unknownName(String, known: [String])
  case beyondPhysBits(PhysicalAddress, Int)

  /// What was found and what would do.
  public var text: String {
    switch self {
    case .number(let error): error.text
    case .unknownName(let name, let known):
      "\"\(name)\" is no address and no name: there are \(known.joined(separator: " "))"
    case .beyondPhysBits(let address, let bits):
      "\(address.grouped) is beyond the \(bits) phys bits of this CPU"
    }
  }
}

extension Evaluation {
  /// The highest address that the CPU has.
  public var lastAddress: PhysicalAddress { UInt64.mask(bits: scenario.cpu.physBits) }

  /// What an address expression can name: `tolud`, `4g`, `top`, the devices' ids, `mtrr0`.
  package var placeNames: [String] {
    ["tolud", "4g", "top"] + scenario.devices.map { $0.id.lowercased() }
      + scenario.mtrr.variable.indices.filter { scenario.mtrr.variable[$0] != .unused }.map { "mtrr\($0)" }
  }

  /// What each of the names stands for, as far as the CPU has such an address. O(n) of devices and segments.
  package var places: [String: PhysicalAddress] {
    var places: [String: PhysicalAddress] = [:]
    // The first one to have a name keeps it.
    func add(_ name: String, _ address: PhysicalAddress) {
      if address <= lastAddress, places[name] == nil { places[name] = address }
    }
    add("tolud", tolud)
    add("4g", .fourGiB)
    add("top", lastAddress)
    for device in scenario.devices {
      add(device.id.lowercased(), device.range.start)
      add(device.name.lowercased(), device.range.start)
    }
    for segment in segments {
      switch segment.source {
      case .variable(let indexes): for index in indexes { add("mtrr\(index)", segment.range.start) }
      case .forced(let indexes):
        for index in indexes { add(RegisterName.forced(index).word, segment.range.start) }
      default: break
      }
    }
    for (index, range) in scenario.mtrr.variable.enumerated() where range != .unused {
      add("mtrr\(index)", range.baseAddress)
    }
    return places
  }

  /// The address that a number, a name or a sum of them means here: `0xfed40000`, `3.5G`, `tolud+64K`, `tpm`.
  ///
  /// `cursor` is what `.` stands for; nil where there is no cursor.
  ///
  /// - Throws: `PlaceError` for what is no address, and for one that the CPU does not have.
  package func address(_ text: String, cursor: PhysicalAddress? = nil) throws(PlaceError) -> PhysicalAddress {
    let expression = AddressExpression { name in
      name == "." ? cursor : place(named: name.lowercased())
    }
    let address: PhysicalAddress
    do throws(NumberError) {
      address = try expression.parse(text)
    } catch {
      if text.contains(where: \.isLetter), !text.contains(where: \.isNumber) {
        throw .unknownName(text, known: placeNames)
      }
      throw .number(error)
    }
    guard address <= lastAddress else { throw .beyondPhysBits(address, scenario.cpu.physBits) }
    return address
  }

  /// What a question can be about: an address, and the devices that are meant.
  package struct Target: Hashable, Sendable {
    package var address: PhysicalAddress
    /// Indexes into the scenario's devices.
    package var devices: [Int]
  }

  /// What a word asks for: a device by its id or name, else an address with all devices that lie there.
  ///
  /// - Throws: `PlaceError` for what is no address, and for one that the CPU does not have.
  package func target(_ text: String) throws(PlaceError) -> Target {
    let name = text.lowercased()
    let named = scenario.devices.indices.filter { scenario.devices[$0].id.lowercased() == name }
    if let first = named.first {
      return Target(address: scenario.devices[first].range.start, devices: named)
    }
    let address = try address(text)
    return Target(address: address, devices: segment(at: address)?.devices ?? [])
  }

  private func place(named name: String) -> PhysicalAddress? {
    switch name {
    case "tolud": return tolud
    case "4g": return .fourGiB
    case "top": return lastAddress
    default: break
    }
    let device = scenario.devices.first { $0.id.lowercased() == name || $0.name.lowercased() == name }
    if let device { return device.range.start }
    if let index = forcedRanges.indices.first(where: { RegisterName.forced($0).word == name }) {
      return segments.first { $0.source.ranges?.contains(index) == true }?.range.start
        ?? forcedRanges[index].baseAddress
    }
    guard name.hasPrefix("mtrr"), let index = Int(name.dropFirst(4)) else { return nil }
    let inForce = segments.first { segment in
      if case .variable(let indexes) = segment.source { indexes.contains(index) } else { false }
    }
    if let inForce { return inForce.range.start }
    return scenario.mtrr.variable.indices.contains(index) ? scenario.mtrr.variable[index].baseAddress : nil
  }
}

extension Scenario {
  /// The device with this index; nil where there is none.
  package func device(_ index: Int) -> Device? { devices.indices.contains(index) ? devices[index] : nil }
}
