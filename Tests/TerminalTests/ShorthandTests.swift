import MemtypeEngine
import TestSupport
import Testing

/// The options that the schema names, each short for `--set` of one input.
@Suite(.bounded) struct ShorthandTests {
  static let fields = Schema.fields.filter { $0.option != nil }

  /// A value that the initial scenario does not have.
  private static func value(of field: ScenarioField) throws -> String {
    let scenario = Scenario.initial
    let typed = ["tolud": "1G", "cpu.phys-bits": "40"]
    if let value = typed[field.key] { return value }
    let path = InputPath(field.key)
    let choices = scenario.choices(at: path, baseline: scenario)
    let other = try #require(choices.first { (try? scenario.setting(path, to: $0)) != scenario })
    return field.isSwitch ? "off" : other
  }

  @Test(arguments: fields.indices) func eachIsWhatSetIs(_ index: Int) throws {
    let field = Self.fields[index]
    let option = try #require(field.option)
    let value = try Self.value(of: field)
    let short = field.isSwitch ? ["--no-\(option)"] : ["--\(option)", value]
    let machine = ["scenarios", "snp-tpm-forced-wb"]
    let shorthand = try ShellTests.run(machine + short)
    #expect(shorthand.status == 0 && shorthand.errors.isEmpty, "\(shorthand.errors)")
    #expect(shorthand == (try ShellTests.run(machine + ["--set", "\(field.key)=\(value)"])))
    #expect(shorthand != (try ShellTests.run(machine)))
    // A later --set is an edit on top.
    let both = try ShellTests.run(machine + short + ["--set", "\(field.key)=\(value)"])
    #expect(both.output == shorthand.output)
  }

  @Test func theyAreTheOldOnes() {
    #expect(Set(Self.fields.compactMap(\.option)) == ["tolud", "phys-bits", "behaviour", "kernel", "remap"])
  }

  @Test func whatIsRefusedNamesTheInput() throws {
    for field in Self.fields where !field.isSwitch {
      let result = try ShellTests.run(["check", "--\(field.option ?? "")", "no such thing"])
      #expect(result.status == 2 && result.errors.contains(field.key), "\(result.errors)")
    }
  }
}
