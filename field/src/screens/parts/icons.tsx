/** Lucide icons, only those in use; always beside a word, so hidden from readers. */
import {
  Banknote, Briefcase, CalendarDays, Hourglass, CircleDot, Droplets, Eye, FileX, GraduationCap, Hammer, HandHelping, LifeBuoy, ListX, Megaphone, MessageCircle, Pill, Ship, Split, Sprout, Tent, Unlink, UserRound, Wallet,
  Accessibility, ArrowDown, ArrowUp, Baby, Bell, BellOff, BookOpen, Brain, Bus, Camera, Check, ChevronLeft, ChevronRight, Circle,
  CircleHelp, ClipboardList, CloudLightning, CloudOff, DoorOpen, Flower, HandHeart, HeartPulse, House, IdCard, Image, type IconNode, LoaderCircle, Lock, MapPin,
  MapPinOff, Mic, PersonStanding, Phone, Plus, Route, Search, Send, ShieldAlert, Siren, Smartphone, Square, SquarePen, Trash2,
  TriangleAlert, User, UserX, Users, Utensils, X,
} from "lucide";
import { h } from "preact";

const ICONS = {
  "banknote": Banknote, "calendar-days": CalendarDays, "hourglass": Hourglass, "briefcase": Briefcase, "circle-dot": CircleDot, "droplets": Droplets, "eye": Eye, "file-x": FileX, "graduation-cap": GraduationCap, "hammer": Hammer, "hand-helping": HandHelping, "life-buoy": LifeBuoy, "list-x": ListX, "megaphone": Megaphone, "message-circle": MessageCircle, "pill": Pill, "ship": Ship, "split": Split, "sprout": Sprout, "tent": Tent, "unlink": Unlink, "user-round": UserRound, "wallet": Wallet,
  "accessibility": Accessibility, "arrow-down": ArrowDown, "arrow-up": ArrowUp, "baby": Baby, "bell": Bell, "bell-off": BellOff, "book-open": BookOpen,
  "brain": Brain, "bus": Bus, "camera": Camera, "check": Check, "chevron-left": ChevronLeft, "chevron-right": ChevronRight,
  "circle": Circle, "circle-help": CircleHelp, "clipboard-list": ClipboardList, "cloud-lightning": CloudLightning,
  "cloud-off": CloudOff, "door-open": DoorOpen, "flower": Flower, "hand-heart": HandHeart, "heart-pulse": HeartPulse, "house": House, "id-card": IdCard, "image": Image,
  "loader": LoaderCircle, "lock": Lock, "map-pin": MapPin, "map-pin-off": MapPinOff, "mic": Mic, "person-standing": PersonStanding,
  "phone": Phone, "plus": Plus, "route": Route, "search": Search, "send": Send, "shield-alert": ShieldAlert, "siren": Siren,
  "smartphone": Smartphone, "square": Square, "square-pen": SquarePen, "trash": Trash2, "triangle-alert": TriangleAlert,
  "user": User, "user-x": UserX, "users": Users, "utensils": Utensils, "x": X,
} satisfies Record<string, IconNode>;

export type IconName = keyof typeof ICONS;

export function Icon({ name, size = 24 }: { name: string; size?: number }) {
  const node: IconNode = ICONS[name as IconName] ?? Circle;
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {node.map(([tag, attributes]) => h(tag as "path", attributes as object))}
    </svg>
  );
}
