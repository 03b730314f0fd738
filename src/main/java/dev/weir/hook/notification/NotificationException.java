package dev.weir.hook.notification;

/** A document is not the notification that it should be; the message says why. */
public final class NotificationException extends Exception {
  NotificationException(String why) {
    super(why);
  }
}
