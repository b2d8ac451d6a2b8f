import Lessons

/// A lesson that can be chosen, or what is wrong with it.
public struct LessonChoice: Hashable, Sendable {
  public var name: String
  public var title: String
  /// `9 min, step 3 of 6`.
  public var detail: String
  public var problem: String?

  public init(name: String, title: String, detail: String, problem: String? = nil) {
    self.name = name
    self.title = title
    self.detail = detail
    self.problem = problem
  }
}

/// A lesson with the learner's progress in it.
public struct OpenedLesson: Sendable {
  public var lesson: Lesson
  public var progress: LessonProgress?

  public init(_ lesson: Lesson, progress: LessonProgress? = nil) {
    self.lesson = lesson
    self.progress = progress
  }
}

/// Why a lesson cannot be opened.
public struct LessonProblem: Error, Hashable, Sendable {
  public var text: String

  public init(_ text: String) { self.text = text }
}
