/// One link in the chain of reasons for an answer.
public struct Reason: Hashable, Sendable {
  /// What holds here, in one sentence.
  public var text: String
  /// Where the rule comes from: a kernel function or a section of a manual.
  public var source: String
  /// The boot step it is about, if it is about one.
  public var step: Int?
  /// The rule that was applied, with what else there is to say of it.
  public var rule: ReasonRule?
  /// The section of the processor's manual, where the rule is the processor's.
  public var manual: String
  /// The calls that led here, outermost first, as a trace of the kernel would show them; empty for what is no call.
  public var callPath: [String]

  public init(_ text: String, source: String, step: Int? = nil) {
    self.text = text
    self.source = source
    self.step = step
    manual = ""
    callPath = []
  }

  init(
    _ text: String, _ rule: ReasonRule, kernel: KernelRevision, vendor: CPU.Vendor, source: String? = nil,
    step: BootStep? = nil
  ) {
    self.text = text
    self.rule = rule
    self.step = step?.number
    manual = rule.manual(vendor)
    let function = rule.function(in: kernel)
    self.source = source ?? (function.isEmpty ? manual : function)
    callPath = step?.callPath ?? []
  }

  /// One sentence more on the rule, whatever the address; empty where the text says it all.
  public var explanation: String { rule?.explanation ?? "" }

  /// The releases in which the rule holds, `6.18, 6.17.4, 6.12.54 and later`; empty for all that are modelled.
  public var releases: String { rule?.kernelRule?.record.range ?? "" }
}
