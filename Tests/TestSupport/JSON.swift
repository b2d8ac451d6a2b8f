import Foundation

/// A parsed JSON value with the few accessors that fixtures need. A missing member reads as `null`.
public struct JSON: @unchecked Sendable, CustomStringConvertible {
  private let value: Any?

  public init(parsing text: some DataProtocol) throws {
    value = try JSONSerialization.jsonObject(with: Data(text), options: [.fragmentsAllowed])
  }

  private init(_ value: Any?) { self.value = value }

  public subscript(_ key: String) -> JSON { JSON((value as? [String: Any])?[key]) }
  public subscript(_ index: Int) -> JSON {
    guard let list = value as? [Any], list.indices.contains(index) else { return JSON(nil) }
    return JSON(list[index])
  }

  public var isNull: Bool { value == nil || value is NSNull }
  public var array: [JSON] { (value as? [Any])?.map { JSON($0) } ?? [] }
  public var object: [String: JSON] { (value as? [String: Any])?.mapValues { JSON($0) } ?? [:] }
  public var string: String? { value as? String }
  public var strings: [String] { array.compactMap(\.string) }
  public var int: Int? { (value as? NSNumber)?.intValue }
  public var bool: Bool? { (value as? NSNumber)?.boolValue }
  /// A number, or a string of hex digits after `0x`.
  public var uint64: UInt64? {
    if let text = value as? String {
      return text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
    }
    return (value as? NSNumber)?.uint64Value
  }

  /// Whether it is of a type in JSON Schema's words.
  public func isOf(_ type: String) -> Bool {
    switch type {
    case "null": return isNull
    case "string": return value is String
    case "array": return value is [Any]
    case "object": return value is [String: Any]
    case "boolean": return isBoolean
    case "number": return value is NSNumber && !isBoolean
    case "integer":
      guard let number = value as? NSNumber, !isBoolean else { return false }
      return number.doubleValue == number.doubleValue.rounded()
    default: return false
    }
  }

  /// Numbers and flags are of one class.
  private var isBoolean: Bool { (value as? NSNumber).map { String(cString: $0.objCType) == "c" } ?? false }

  public var description: String { value.map { "\($0)" } ?? "null" }
}
