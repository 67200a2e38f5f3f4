package io.modelferry.control.optimisation.study;

import io.modelferry.control.optimisation.Studies;
import java.util.Arrays;
import java.util.Optional;

/** What a run may find out about a published file. A run carries the name where others carry their variant's. */
public enum StudyKind {
    /** Time and weights of each operator. */
    PROFILE(Studies.PROFILE),
    /** Agreement of a distilled student with the version that it learned to imitate. */
    TEACHER(Studies.TEACHER);

    private final String word;

    StudyKind(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    public static Optional<StudyKind> named(String name) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(name)).findFirst();
    }
}
