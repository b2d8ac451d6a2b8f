/// libFuzzer's own main function, for programs that bring theirs.
@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
_ = runDriver(&count, &arguments) { data, size in
  guard let target = FuzzTarget.chosen else { fatalError("set FUZZ to one of \(FuzzTarget.allCases)") }
  target.run(Array(UnsafeBufferPointer(start: data, count: size)))
  return 0
}
