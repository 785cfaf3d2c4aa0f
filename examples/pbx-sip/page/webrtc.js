// A telephone by itself: JsSIP registers, calls and is called, and the browser's WebRTC talks and listens. What the
// softphone shows beside it comes from the PBX as events, as it does on every page.
import JsSIP from "./jssip.js"

const words = document.body.dataset
const find = id => document.getElementById(id)
const ua = new JsSIP.UA({
	sockets: [new JsSIP.WebSocketInterface(`ws://${location.host}/sip`)],
	uri: `sip:${words.extension}@127.0.0.1`,
	password: "any",
	register_expires: 60,
	session_timers: false,
})
const media = { mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers: [] } }
let call = null // one at a time: a second one is busy

const about = find("hint").textContent

function hint(text) {
	find("hint").textContent = text || about
	find("hint").classList.toggle("why", !!text)
}

function show() {
	find("registered").textContent = ua.isRegistered() ? words.registered : words.unregistered
	find("answer").ariaDisabled = String(!(call?.direction === "incoming" && call.isInProgress()))
	find("dial").ariaDisabled = String(!!call)
	find("hang_up").ariaDisabled = String(!call)
	find("hold").ariaDisabled = String(!call?.isEstablished())
	find("hold").ariaPressed = String(!!call?.isOnHold().local)
	document.body.dataset.call = !call ? "idle" : call.isEstablished() ? "up" : "rings"
}

function hear(connection) {
	connection.addEventListener("track", e => { find("loudspeaker").srcObject = new MediaStream([e.track]) })
	connection.addEventListener("iceconnectionstatechange", () => { // a PBX that has started anew knows no call of before
		if (connection.iceConnectionState === "disconnected") call?.terminate()
	})
}

for (const event of ["registered", "unregistered", "registrationFailed", "disconnected"]) ua.on(event, show)
ua.on("newRTCSession", ({ session }) => {
	if (call) return session.terminate({ status_code: 486 })
	call = session
	if (session.connection) hear(session.connection)
	session.on("peerconnection", e => hear(e.peerconnection))
	for (const event of ["confirmed", "accepted", "hold", "unhold"]) session.on(event, show)
	session.on("failed", e => {
		if (e.originator !== "local") hint(words.failed + e.cause)
		over()
	})
	session.on("ended", over)
	show()
})

function over() {
	call = null
	show()
}

const clicks = {
	dial: () => !call && find("number").value.trim() && ua.call(find("number").value.trim(), media),
	answer: () => call?.direction === "incoming" && call.isInProgress() && call.answer(media),
	hang_up: () => call?.terminate(),
	hold: () => call?.isEstablished() && (call.isOnHold().local ? call.unhold() : call.hold()),
}
for (const [id, click] of Object.entries(clicks)) find(id).addEventListener("click", click)
document.querySelector(".digits").addEventListener("click", e => {
	const digit = e.target.dataset.digit
	if (digit && call?.isEstablished()) call.sendDTMF(digit, { transportType: "RFC2833" })
	else if (digit) find("number").value += digit
})
addEventListener("pagehide", () => ua.stop()) // which hangs up

function paint(card) {
	find("state").textContent = card.doing
	find("who").textContent = card.incoming ? `${words.incoming} ${card.who}` : card.who
	find("who").classList.toggle("incoming", card.incoming)
	find("absent").hidden = card.toggle.is !== "hidden"
	find("actual").textContent = card.actual
	find("why").textContent = card.toggle.why
}

function follow() {
	const socket = new WebSocket(`ws://${location.host}/events?lang=${document.documentElement.lang}`)
	socket.onopen = () => hint("")
	socket.onmessage = e => {
		const event = JSON.parse(e.data)
		if (event.source.endsWith(`/phones/${words.extension}`) && event.type.endsWith("softphone.shown")) paint(event.data)
	}
	socket.onclose = () => {
		hint(words.lost)
		setTimeout(follow, 500)
	}
}
ua.start()
show()
follow()
