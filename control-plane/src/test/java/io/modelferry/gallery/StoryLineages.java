package io.modelferry.gallery;

import static io.modelferry.gallery.Story.METER;
import static io.modelferry.gallery.Story.version;

import io.modelferry.control.registry.lineage.Lineage;
import io.modelferry.control.registry.lineage.Lineages;
import io.modelferry.control.registry.lineage.VersionRef;
import io.modelferry.protocol.ModelName;
import java.util.List;
import org.springframework.stereotype.Component;

/** Version 2 came from version 1, version 3 from 2 and from a larger teacher; of version 1 nothing was said. */
@Component
class StoryLineages implements Lineages {

    static final VersionRef TEACHER = new VersionRef(new ModelName("meter-reader-large"), version(7));

    @Override
    public Lineage of(VersionRef version) {
        return switch (version.version().value()) {
            case "2" -> new Lineage("runs/412#<b>&", Story.digest("photographs"), "3f9c1d2", ref(1), null);
            case "3" -> new Lineage("https://runs.example.org/440", Story.digest("more"), "77aa01c", ref(2), TEACHER);
            default -> Lineage.NONE;
        };
    }

    @Override
    public List<Relative> ancestors(VersionRef version) {
        return version.equals(ref(3))
                ? List.of(
                        new Relative(ref(2), Relation.PARENT, ref(3), 1, false),
                        new Relative(TEACHER, Relation.TEACHER, ref(3), 1, false),
                        new Relative(ref(1), Relation.PARENT, ref(2), 2, false))
                : List.of();
    }

    @Override
    public List<Relative> descendants(VersionRef version) {
        return version.equals(ref(1))
                ? List.of(
                        new Relative(ref(2), Relation.PARENT, ref(1), 1, false),
                        new Relative(ref(3), Relation.PARENT, ref(2), 2, false))
                : List.of();
    }

    @Override
    public void record(VersionRef version, Lineage lineage) {
        throw new UnsupportedOperationException("no page publishes");
    }

    @Override
    public void requireSame(VersionRef version, Lineage lineage) {
        throw new UnsupportedOperationException("no page publishes");
    }

    private static VersionRef ref(int number) {
        return new VersionRef(METER, version(number));
    }
}
