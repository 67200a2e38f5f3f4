package io.modelferry.cli.demo;

/** A step of the story did not hold. The message says what was expected and what was seen. */
final class StepFailed extends Exception {

    StepFailed(String message) {
        super(message);
    }

    StepFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
