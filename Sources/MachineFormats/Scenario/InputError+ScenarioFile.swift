import MemtypeEngine

extension InputError {
  public init(_ error: ScenarioFileError) {
    self.init(file: error.file, line: error.line, found: error.found, accepted: error.accepted)
  }
}
