package io.modelferry.control.optimisation;

import io.modelferry.control.registry.lineage.VersionRef;
import io.modelferry.optimizer.profile.Profile;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about published files beside their variants. Each is made by a run, in a process of its own;
 * {@link OptimisationRuns#request} asks for one under the names {@link #PROFILE} and {@link #TEACHER}.
 */
public interface Studies {

    String PROFILE = "profile";

    String TEACHER = "teacher";

    /** The newest profile; empty if none was asked for or none has ended well. */
    Optional<ProfileView> profile(ModelName model, VersionName version);

    /** Empty for a version without a teacher. */
    Optional<TeacherView> teacher(ModelName model, VersionName version);

    /** @param run that made it */
    record ProfileView(Profile profile, long run, Instant madeAt) {}

    /**
     * A student beside its teacher, case by case on the student's acceptance set.
     *
     * @param state of the newest run: {@code QUEUED}, {@code RUNNING}, {@code DONE}, {@code FAILED} or {@code CANCELLED}; empty if none
     *     was asked for
     * @param reason why it failed; empty if it did not
     * @param agreement share of cases with the teacher's answer, 0…1; null before it is measured
     * @param cosine mean cosine of the first outputs; null before it is measured, and where they are labels
     * @param teacherAccuracy on the student's acceptance set; null without labels
     * @param studentAccuracy likewise
     */
    record TeacherView(
            VersionRef teacher,
            String state,
            String reason,
            @Nullable Double agreement,
            @Nullable Double cosine,
            @Nullable Double teacherAccuracy,
            @Nullable Double studentAccuracy) {}
}
