package io.modelferry.control.registry;

import io.modelferry.control.registry.Versions.VersionView;
import java.util.List;

/** What a publisher should know about what was just published; nothing of it is a refusal. */
public interface PublicationNotes {

    /** One sentence each; empty if there is nothing to say. */
    List<String> about(VersionView published);
}
