import { type ListedSession, useSessions } from "pawl/react";
import { failureText } from "../failure-text.ts";
import { useTexts } from "../language/language.ts";
import { nameOfUserAgent } from "../name-of-user-agent.ts";
import { ago, dateAndTime } from "../time.ts";
import { useAction } from "../use-action.ts";
import { useNow } from "../use-now.ts";
import { usePageHeading } from "../use-page-heading.ts";

/** Where the user is logged in, with a way to end each. */
export function DevicesPage() {
  const texts = useTexts();
  const { devices } = texts;
  const heading = usePageHeading(devices.title);
  const now = useNow(1000);
  const { sessions, error, end, endOthers } = useSessions();
  const endingOthers = useAction(endOthers);

  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {devices.title}
      </h1>
      <p className="page-lead">{devices.lead}</p>
      <p className="alert" role="alert">
        {error !== undefined && failureText(error, texts)}
      </p>
      {sessions !== undefined && (
        <ul className="devices" aria-label={devices.title}>
          {sessions.map((device) => (
            <DeviceItem key={device.sid} device={device} now={now} end={() => end(device.sid)} />
          ))}
        </ul>
      )}
      {sessions !== undefined && sessions.length > 1 ? (
        <button
          type="button"
          className="button button-quiet devices-others"
          aria-disabled={endingOthers.running}
          onClick={endingOthers.start}
        >
          {devices.endOthers}
        </button>
      ) : (
        <p className="page-lead devices-others">{devices.alone}</p>
      )}
    </>
  );
}

function DeviceItem({ device, now, end }: { device: ListedSession; now: number; end: () => Promise<void> }) {
  const { lang, devices } = useTexts();
  const ending = useAction(end);
  const name = nameOfUserAgent(device.userAgent, devices);
  return (
    <li>
      <div className="device-text">
        <bdi className="device-name">{name}</bdi>
        {device.current && <span className="device-here">{devices.here}</span>}
        <span className="device-times">
          {devices.times(dateAndTime(device.createdAt, lang), ago(device.lastActiveAt, now, lang))}
        </span>
      </div>
      {!device.current && (
        <button
          type="button"
          className="button button-quiet"
          aria-label={devices.endOf(name)}
          aria-disabled={ending.running}
          onClick={ending.start}
        >
          {devices.end}
        </button>
      )}
    </li>
  );
}
