package dev.weir.console;

import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.client.Resources;
import dev.weir.console.doing.Followers;
import dev.weir.console.image.Repositories;
import dev.weir.console.operation.Operations;
import dev.weir.console.session.Sessions;
import dev.weir.console.stream.StreamHeads;
import dev.weir.console.workload.FollowedTags;
import dev.weir.console.workload.Reasons;
import dev.weir.http.BodyBudget;
import java.time.Clock;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What the pages are made of.
 *
 * @param objects all objects, with the rights of a user
 * @param heads image streams without what they were, for pages of many
 * @param reasons why objects run what they run
 * @param operations how the server is
 * @param revision of all that is stored
 * @param followers finds what moves with a tag
 * @param followed what follows tags, and how that stands
 * @param repositories what no object shows of images
 */
public record ConsoleParts(
    Sessions sessions,
    Function<User, Resources> objects,
    Authorizer authorizer,
    StreamHeads heads,
    Reasons reasons,
    Operations operations,
    LongSupplier revision,
    Followers followers,
    FollowedTags followed,
    Repositories repositories,
    BodyBudget bodies,
    Clock clock) {}
