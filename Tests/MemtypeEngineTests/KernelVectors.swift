import TestSupport
import Testing

/// The engine against the answers of the real kernel's code. Each kind of vector is an extension in its own file.
@Suite("KernelVectors", .bounded) struct KernelVectors {}
