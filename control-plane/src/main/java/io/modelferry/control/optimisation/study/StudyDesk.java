package io.modelferry.control.optimisation.study;

import io.modelferry.control.optimisation.OptimisationRuns.RunView;
import io.modelferry.control.optimisation.Studies;
import io.modelferry.control.optimisation.run.RunRows;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.ModelPublished;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.lineage.Lineages;
import io.modelferry.control.registry.lineage.VersionRef;
import io.modelferry.control.registry.tombstone.VersionPins;
import io.modelferry.optimizer.acceptance.Proof;
import io.modelferry.optimizer.profile.Profile;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Queues the study of each student, says what others may be asked for, and answers with what was found. */
@Service
@Transactional(readOnly = true)
public class StudyDesk implements Studies {

    private static final String BY = "system";

    private final StudyRows rows;
    private final RunRows runs;
    private final Versions versions;
    private final VersionPins pins;
    private final Lineages lineages;

    StudyDesk(StudyRows rows, RunRows runs, Versions versions, VersionPins pins, Lineages lineages) {
        this.rows = rows;
        this.runs = runs;
        this.versions = versions;
        this.pins = pins;
        this.lineages = lineages;
    }

    /** Waits with the version's other runs for the proof of the published file. */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(ModelPublished published) {
        if (teacherOf(published.model(), published.version()) != null) {
            runs.insert(published.model(), published.version(), TEACHER, BY);
        }
    }

    /** @throws Refusal 409 {@code study-under-way}; 422 {@code no-teacher}, {@code no-acceptance-set}; for the teacher as {@link VersionPins#pin} */
    public void requirePossible(ModelName model, VersionName version, StudyKind kind) {
        if (kind == StudyKind.TEACHER) {
            requireTeacher(model, version);
        }
        if (newest(model, version, kind).filter(run -> !run.hasEnded()).isPresent()) {
            throw Refusal.conflict(
                    "study-under-way",
                    "The study '%s' of %s@%s is under way: see its runs.".formatted(kind.word(), model, version));
        }
    }

    @Override
    public Optional<ProfileView> profile(ModelName model, VersionName version) {
        return rows.find(model, version, StudyKind.PROFILE, Profile.class)
                .map(row -> new ProfileView(row.result(), row.run(), row.madeAt()));
    }

    @Override
    public Optional<TeacherView> teacher(ModelName model, VersionName version) {
        return Optional.ofNullable(teacherOf(model, version)).map(teacher -> {
            var proof =
                    rows.find(model, version, StudyKind.TEACHER, Proof.class).map(StudyRows.Row::result);
            var run = newest(model, version, StudyKind.TEACHER);
            return new TeacherView(
                    teacher,
                    run.map(RunView::state).orElse(""),
                    run.map(RunView::reason).orElse(""),
                    proof.map(one -> one.comparison().agreement()).orElse(null),
                    proof.map(one -> one.comparison().cosine()).orElse(null),
                    proof.map(one -> one.parent().accuracy()).orElse(null),
                    proof.map(one -> one.variant().accuracy()).orElse(null));
        });
    }

    private void requireTeacher(ModelName model, VersionName version) {
        var teacher = teacherOf(model, version);
        if (teacher == null) {
            throw Refusal.invalid(
                            "no-teacher",
                            "%s@%s names no teacher: publish a student with --teacher MODEL@VERSION."
                                    .formatted(model, version))
                    .about("techniques");
        }
        if (versions.find(model, version).map(Versions.VersionView::acceptance).isEmpty()) {
            throw Refusal.invalid(
                            "no-acceptance-set",
                            "Nothing compares %s@%s with its teacher: publish it under a new name with --acceptance."
                                    .formatted(model, version))
                    .about("techniques");
        }
        pins.pin(teacher.model(), teacher.version());
    }

    private @Nullable VersionRef teacherOf(ModelName model, VersionName version) {
        return lineages.of(new VersionRef(model, version)).teacher();
    }

    private Optional<RunView> newest(ModelName model, VersionName version, StudyKind kind) {
        return runs.of(model, version).stream()
                .filter(run -> run.variant().equals(kind.word()))
                .reduce((older, newer) -> newer);
    }
}
