/**
 * What outlives a power cut: files by content, the two state files, the folder's lock.
 * <p>The order that every write keeps: file synced, renamed, directory synced, and only then may the state name it.
 * <p>Start reading at {@link io.modelferry.agent.slots.StateFiles}, then {@link io.modelferry.agent.slots.FileBlobs}.
 */
@NullMarked
package io.modelferry.agent.slots;

import org.jspecify.annotations.NullMarked;
