/// The operators of ASL and AML that take operands and leave a value or an effect.
///
/// The raw value is the ASL name. Where AML has a target operand for the result, the tree has a `store` around the
/// operation instead, so that both languages give the same tree.
public enum ACPIOperator: String, Hashable, Sendable, CaseIterable {
  case store = "Store"
  case refOf = "RefOf"
  case add = "Add"
  case concatenate = "Concatenate"
  case subtract = "Subtract"
  case increment = "Increment"
  case decrement = "Decrement"
  case multiply = "Multiply"
  case divide = "Divide"
  case shiftLeft = "ShiftLeft"
  case shiftRight = "ShiftRight"
  case and = "And"
  case nand = "NAnd"
  case or = "Or"
  case nor = "NOr"
  case xor = "XOr"
  case not = "Not"
  case findSetLeftBit = "FindSetLeftBit"
  case findSetRightBit = "FindSetRightBit"
  case derefOf = "DerefOf"
  case concatenateTemplates = "ConcatenateResTemplate"
  case mod = "Mod"
  case notify = "Notify"
  case sizeOf = "SizeOf"
  case index = "Index"
  case match = "Match"
  case objectType = "ObjectType"
  case logicalAnd = "LAnd"
  case logicalOr = "LOr"
  case logicalNot = "LNot"
  case equal = "LEqual"
  case greater = "LGreater"
  case less = "LLess"
  case notEqual = "LNotEqual"
  case greaterOrEqual = "LGreaterEqual"
  case lessOrEqual = "LLessEqual"
  case toBuffer = "ToBuffer"
  case toDecimalString = "ToDecimalString"
  case toHexString = "ToHexString"
  case toInteger = "ToInteger"
  case toString = "ToString"
  case copyObject = "CopyObject"
  case mid = "Mid"
  case conditionalRefOf = "CondRefOf"
  case loadTable = "LoadTable"
  case load = "Load"
  case unload = "Unload"
  case stall = "Stall"
  case sleep = "Sleep"
  case acquire = "Acquire"
  case signal = "Signal"
  case wait = "Wait"
  case reset = "Reset"
  case release = "Release"
  case fromBCD = "FromBCD"
  case toBCD = "ToBCD"
  case fatal = "Fatal"

  /// Operands in AML without the target for the result.
  var operandCount: Int {
    switch self {
    case .store, .add, .concatenate, .subtract, .multiply, .divide, .shiftLeft, .shiftRight, .and, .nand, .or,
      .nor, .xor, .concatenateTemplates, .mod, .notify, .index, .logicalAnd, .logicalOr, .equal, .greater,
      .less,
      .notEqual, .greaterOrEqual, .lessOrEqual, .toString, .copyObject, .load, .wait, .acquire:
      2
    case .mid, .fatal: 3
    case .match, .loadTable: 6
    default: 1
    }
  }

  /// Whether AML puts a target for the result behind the operands. `divide` has two, the remainder first.
  var hasTarget: Bool {
    switch self {
    case .add, .concatenate, .subtract, .multiply, .divide, .shiftLeft, .shiftRight, .and, .nand, .or, .nor,
      .xor,
      .not, .findSetLeftBit, .findSetRightBit, .concatenateTemplates, .mod, .index, .toBuffer,
      .toDecimalString,
      .toHexString, .toInteger, .toString, .mid, .fromBCD, .toBCD:
      true
    default: false
    }
  }

  /// Whether an operand is named, not read.
  func isReference(_ operand: Int) -> Bool {
    switch self {
    case .refOf, .conditionalRefOf, .objectType, .sizeOf, .notify, .acquire, .release, .signal, .reset, .wait,
      .unload:
      operand == 0
    case .copyObject, .load: operand == 1
    default: false
    }
  }

  /// Whether an operand is written.
  func isTarget(_ operand: Int) -> Bool {
    switch self {
    case .store, .copyObject, .conditionalRefOf, .load: operand == 1
    case .divide: operand >= 2
    case .increment, .decrement: operand == 0
    default: false
    }
  }

  /// The sign in ASL+ expressions between two operands.
  var sign: String? {
    switch self {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .mod: "%"
    case .shiftLeft: "<<"
    case .shiftRight: ">>"
    case .and: "&"
    case .or: "|"
    case .xor: "^"
    case .logicalAnd: "&&"
    case .logicalOr: "||"
    case .equal: "=="
    case .notEqual: "!="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    default: nil
    }
  }

  /// By the sign of an expression, with how tightly it binds; larger binds tighter.
  static let infix: [String: (precedence: Int, operation: ACPIOperator)] = [
    "||": (1, .logicalOr), "&&": (2, .logicalAnd), "|": (3, .or), "^": (4, .xor), "&": (5, .and),
    "==": (6, .equal), "!=": (6, .notEqual), "<": (7, .less), ">": (7, .greater), "<=": (7, .lessOrEqual),
    ">=": (7, .greaterOrEqual), "<<": (8, .shiftLeft), ">>": (8, .shiftRight), "+": (9, .add),
    "-": (9, .subtract), "*": (10, .multiply), "/": (10, .divide), "%": (10, .mod),
  ]

  /// `+=` and the like.
  static let compound: [String: ACPIOperator] = [
    "+=": .add, "-=": .subtract, "*=": .multiply, "/=": .divide, "%=": .mod, "<<=": .shiftLeft,
    ">>=": .shiftRight, "&=": .and, "|=": .or, "^=": .xor,
  ]

  static let byName: [String: ACPIOperator] = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })
}
