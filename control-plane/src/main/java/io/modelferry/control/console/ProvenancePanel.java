package io.modelferry.control.console;

import io.modelferry.control.optimisation.Studies;
import io.modelferry.control.optimisation.Studies.TeacherView;
import io.modelferry.control.registry.lineage.Lineage;
import io.modelferry.control.registry.lineage.Lineages;
import io.modelferry.control.registry.lineage.Lineages.Relation;
import io.modelferry.control.registry.lineage.Lineages.Relative;
import io.modelferry.control.registry.lineage.VersionRef;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where a version came from, and what came of it. The page of a version asks it as {@code @provenance}. */
@Component("provenance")
class ProvenancePanel {

    private final Lineages lineages;
    private final Studies studies;

    ProvenancePanel(Lineages lineages, Studies studies) {
        this.lineages = lineages;
        this.studies = studies;
    }

    /**
     * @param teacher how near a student is to its teacher; null for other versions
     * @param ancestors the nearest first, as {@code descendants}
     */
    record View(Lineage said, @Nullable TeacherView teacher, List<Relative> ancestors, List<Relative> descendants) {

        public boolean silent() {
            return said.equals(Lineage.NONE);
        }

        /** Only an address of the web becomes a link: other schemes could do something. */
        public boolean runIsLink() {
            var run = said.run();
            return run != null && (run.startsWith("https://") || run.startsWith("http://"));
        }
    }

    public View of(ModelName model, VersionName version) {
        var ref = new VersionRef(model, version);
        return new View(
                lineages.of(ref),
                studies.teacher(model, version).orElse(null),
                lineages.ancestors(ref),
                lineages.descendants(ref));
    }

    /** What the older is to the younger, in a word. */
    public String word(Relative relative, boolean older) {
        return relative.relation() == Relation.TEACHER ? (older ? "teacher" : "student") : (older ? "parent" : "child");
    }
}
