extension FileFormat where Value == OperationRegion {
  private static let read = FileFormat<OperationRegion.FieldRead>.record(
    "a read", base: OperationRegion.FieldRead(offset: 0, width: 32),
    [
      FileField("offset", \OperationRegion.FieldRead.offset, .number, always: true),
      FileField("width", \.width, .integer(), always: true), FileField("method", \.method, .text),
    ])

  static let region = record(
    "a region", base: OperationRegion(path: "", base: 0, length: 0),
    [
      FileField("path", \OperationRegion.path, .text, always: true), FileField("space", \.space, .cases()),
      FileField("base", \.base, .number, always: true), FileField("length", \.length, .number, always: true),
      FileField("reads", \.reads, read.inline.list()),
    ])
}

extension FileFormat where Value == Device.Part {
  fileprivate static let part = record(
    "a part", base: Device.Part(name: "", range: AddressRange(0, 0), call: .ioremap(.plain)),
    [
      FileField("name", \Device.Part.name, .text), FileField("range", \.range, .range, always: true),
      FileField("call", \.call, .call, always: true), FileField("function", \.function, .text),
      FileField("error", \.error, .integer()),
    ])
}

extension FileField where Root == Device {
  static let all: [FileField] = [
    FileField("id", \Device.id, .text, always: true), FileField("name", \.name, .text, always: true),
    FileField("kind", \.kind, .deviceKind, always: true), FileField("range", \.range, .range, always: true),
    FileField("more-ranges", \.moreRanges, FileFormat<AddressRange>.range.list()),
    FileField("parts", \.parts, FileFormat<Device.Part>.part.list()),
    FileField("bus-name", \.busName, .text), FileField("driver-name", \.driverName, .text),
    FileField("hardware-id", \.hardwareID, .number),
    FileField("regions", \.regions, FileFormat<OperationRegion>.region.list()),
    FileField("driver", \.hasDriver, .flag), FileField("emulated", \.isEmulated, .flag),
    FileField("lists-interrupts", \.listsInterrupts, .flag),
    FileField("observed", \.observed, FileFormat<ObservedOutcome>.observed.optional),
  ]
}

extension FileFormat where Value == ObservedOutcome {
  static let observed = record(
    "what the machine's log says", base: ObservedOutcome(text: ""),
    [
      FileField("failed", \ObservedOutcome.isFailure, .flag),
      FileField("error", \.error, FileFormat<Int>.integer().optional),
      FileField("requested", \.requested, FileFormat<PageCacheMode>.cacheMode.optional),
      FileField("got", \.got, FileFormat<PageCacheMode>.cacheMode.optional),
      FileField("text", \.text, .text, always: true), FileField("unexplained", \.isUnexplained, .flag),
    ])
}

extension FileFormat where Value == Device {
  /// What a device is before anything is said of it.
  static let blank = Device(id: "", name: "", kind: .acpiDevice, range: AddressRange(0, 0))

  /// A device's keys, or the name of one that most machines have; `like` takes such a one and changes it.
  static func device(_ standard: @escaping @Sendable (StandardDevice) -> Device?) -> FileFormat {
    let names = StandardDevice.allCases.map { (name: $0.rawValue, value: $0) }
    let standardName = FileFormat<StandardDevice>.choice(names)
    let keys = FileField<Device>.all.map(\.key)
    let accepted =
      "a name (\(standardName.accepted)) or a device with \((["like"] + keys).joined(separator: ", "))"
    @Sendable func named(_ node: FileNode) throws(ScenarioFileError) -> Device {
      let name = try standardName.read(node)
      guard let device = standard(name) else {
        throw node.error(
          found: "\(name.rawValue) is not on this machine", accepted: "a device with its range")
      }
      return device
    }
    let likeKey = InputShape.Key("like", standardName.shape)
    let shape = InputShape.record([likeKey] + FileField<Device>.all.map { InputShape.Key($0.key, $0.shape) })
    return FileFormat(
      accepted: accepted, shape: .either([standardName.shape, shape]),
      read: { node throws(ScenarioFileError) in
        if node.word != nil { return try named(node) }
        let entries = try node.entries(accepted: accepted)
        var device = blank
        if let like = entries.first(where: { $0.key == "like" }) {
          device = try named(like.value)
        } else if let missing = ["id", "kind", "range"].first(where: { key in
          !entries.contains { $0.key == key }
        }) {
          throw node.error(
            found: "a device without \(missing)", accepted: "id, kind and range, or like with a known device")
        }
        try FileField.read(node, into: &device, FileField.all, accepted: accepted, others: ["like"])
        if device.name.isEmpty, !entries.contains(where: { $0.key == "name" }) { device.name = device.id }
        return device
      }, write: { FileField.write($0, base: blank, FileField.all) })
  }
}
