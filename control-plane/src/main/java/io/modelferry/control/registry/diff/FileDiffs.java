package io.modelferry.control.registry.diff;

import io.modelferry.control.registry.Versions.VersionView;
import java.util.List;

/** Compares published files, of one model or of two. */
public interface FileDiffs {

    FileDiff between(VersionView from, VersionView to);

    /** Only {@link FileDiff#breaking}: cheap enough for every look at a plan. */
    List<String> breaking(VersionView from, VersionView to);
}
