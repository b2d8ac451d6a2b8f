extension Lesson {
  /// A quiz as a lesson that is gone through in the explorer: a step for each question.
  public init(_ quiz: Quiz) {
    self.init(name: "quiz")
    title = "Quiz, level \(quiz.level), seed \(quiz.seed)"
    goal = Quiz.title(ofLevel: quiz.level)
    isQuiz = true
    steps = quiz.questions.enumerated().map { index, made in
      var scenario = made.scenario
      (scenario.name, scenario.summary) = (title, "")
      var step = LessonStep(title: "question \(index + 1)", scenario: scenario)
      if !made.given.isEmpty { step.text = [.code(made.given)] }
      step.question = made.asked.question
      // Whatever the question is about: what a scenario comes to is not shown.
      step.covered = ["drivers", "memory-types", "reasons", "log", "steps", "changes", "evidence"]
      return step
    }
  }
}
