/// Called by libFuzzer with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard let target = FuzzTarget.chosen else { fatalError("set FUZZ to one of \(FuzzTarget.allCases)") }
  target.run(Array(UnsafeBufferPointer(start: data, count: count)))
  return 0
}
