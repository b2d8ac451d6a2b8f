/// A kind of text that describes a machine: what it is called, how it is recognised and how it is read.
///
/// Each kind is declared beside its reader in Files/ and listed in `all`. What was read is found again in the
/// `MachineReport` by its type.
public struct FileKind: Sendable {
  enum Recognition: Sendable {
    /// Lines that show that they are of this kind; fewer than `least` may stand in any text by chance. What follows
    /// on one of them may be of the kind without showing it.
    case lines(
      least: Int = 1, follows: @Sendable (SourceLine) -> Bool = { _ in false },
      matches: @Sendable (ArraySlice<UInt8>) -> Bool)
    /// A text of a single line, without anything that marks it.
    case singleLine(matches: @Sendable (ArraySlice<UInt8>) -> Bool)
    /// A text is of this kind as a whole.
    case whole(matches: @Sendable (SourceText) -> Bool)
    /// Only reading it tells: the content, and how many of its lines were understood.
    case reading(@Sendable (SourceText) -> (content: Content, count: Int))
  }

  /// What a reader made of a text, as a `MachineReport.Named` of the type behind the key.
  struct Content: Sendable {
    var key: ObjectIdentifier
    var value: any Sendable

    init<Value: Sendable>(_ value: Value, of source: SourceText) {
      key = ObjectIdentifier(Value.self)
      self.value = MachineReport.Named(file: source.baseName, value: value)
    }
  }

  /// `/proc/mtrr`, `kernel log`: also how the kind is told from others.
  public let title: String
  /// A line of it.
  public let example: String
  /// How to get it on a machine: a command, or where it is found.
  public let origin: String
  let recognition: Recognition
  /// Names under which an empty file is one: /proc/mtrr without registers in use is empty.
  let emptyNames: Set<String>
  let read: @Sendable (SourceText) throws(InputError) -> Content

  init<Value: Sendable, Failure: FormatError>(
    _ title: String, example: String, origin: String, emptyNames: Set<String> = [],
    recognition: Recognition, read: @escaping @Sendable (SourceText) throws(Failure) -> Value
  ) {
    self.title = title
    self.example = example
    self.origin = origin
    self.emptyNames = emptyNames
    self.recognition = recognition
    self.read = { source throws(InputError) in
      do throws(Failure) {
        return Content(try read(source), of: source)
      } catch {
        throw InputError(file: source.name, error)
      }
    }
  }
}

extension FileKind: Hashable {
  public static func == (a: FileKind, b: FileKind) -> Bool { a.title == b.title }
  public func hash(into hasher: inout Hasher) { hasher.combine(title) }
}

extension FileKind {
  /// Every kind that is read. Where a line could belong to two kinds, the earlier one has it.
  public static let all: [FileKind] = [
    bootLog, procMTRR, procIOMem, firmwareMemMap, patMemtypeList, msrDump, cpuInfo, vmallocInfo, ioPorts,
    commandLine,
    uname, acpi, pciList, devicesList, qemuCommand, qemuMonitor, firmwareLog, xenConsole,
  ]

  /// What a text that is none of these is answered with.
  public static let accepted =
    all.map(\.title).joined(separator: ", ")
    + " or a scenario file (.yaml); mtrrscope inputs shows a line of each"
}
