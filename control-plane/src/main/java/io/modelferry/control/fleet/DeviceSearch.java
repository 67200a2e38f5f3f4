package io.modelferry.control.fleet;

import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.protocol.DeviceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Enrolled devices by a condition, page by page. */
public interface DeviceSearch {

    /**
     * Up to {@code limit} devices with an id after {@code afterId}, by id.
     *
     * @param text shows in id, site or class too, one or two letters where a word of them begins; empty for no such wish
     */
    List<DeviceView> page(SqlCondition condition, @Nullable DeviceId afterId, int limit, String text);

    /** Of all pages together; of a large fleet that takes longer than a page. */
    long count(SqlCondition condition, String text);

    /** The same, but {@code most} if there are as many or more: the database stops there. */
    long countUpTo(long most, SqlCondition condition, String text);
}
