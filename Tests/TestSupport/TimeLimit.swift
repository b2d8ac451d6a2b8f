import Testing

extension Trait where Self == TimeLimitTrait {
  /// Every suite has it: a test that hangs ends with its name, and does not hold up the run. A machine that is busy with
  /// other things has time enough: all tests begin at once and wait for each other.
  public static var bounded: Self { .timeLimit(.minutes(20)) }
}
